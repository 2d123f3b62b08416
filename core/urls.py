from django.urls import path

from core.views import items, jobs, operations

urlpatterns = [
    path("jobs/<int:job_id>/", jobs.job_show, name="job_show"),
    path("go/<number:number>/", items.item_page, name="item_page"),
    path("manage/operations/", operations.operations, name="operations"),
    path(
        "manage/operations/outbox/<int:pk>/retry/",
        operations.outbox_retry,
        name="outbox_retry",
    ),
    path("manage/trail/", operations.trail, name="trail"),
    path("manage/trail/check/", operations.trail_check, name="trail_check"),
]

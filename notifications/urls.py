from django.urls import path

from notifications import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox_read"),
    path(
        "inbox/preferences/",
        views.notification_preferences,
        name="notification_preferences",
    ),
    path("inbox/<int:pk>/", views.notification_open, name="notification_open"),
    path("inbox/<int:pk>/read/", views.notification_read, name="notification_read"),
    path("manage/operations/mail/<int:pk>/retry/", views.mail_retry, name="mail_retry"),
]

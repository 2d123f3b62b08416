from django.urls import path

from workflow import views

urlpatterns = [
    path("attachments/<int:pk>/", views.attachment_download, name="attachment"),
    path(
        "attachments/<int:pk>/remove/",
        views.attachment_remove,
        name="attachment_remove",
    ),
    path(
        "items/<number:number>/attachments/",
        views.attachment_add,
        name="attachment_add",
    ),
    path("items/<number:number>/links/", views.link_add, name="link_add"),
    path(
        "items/<number:number>/links/matches/",
        views.link_matches,
        name="link_matches",
    ),
    path(
        "items/<number:number>/links/<int:pk>/remove/",
        views.link_remove,
        name="link_remove",
    ),
    path("items/<number:number>/tags/", views.tag_add, name="tag_add"),
    path("items/<number:number>/tags/remove/", views.tag_remove, name="tag_remove"),
    path("items/<number:number>/watch/", views.item_watch, name="item_watch"),
    path("items/<number:number>/unwatch/", views.item_unwatch, name="item_unwatch"),
]

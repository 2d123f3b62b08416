from django.urls import path

from records import views

urlpatterns = [
    path("priorities/", views.priority_matrix, name="priority_matrix"),
]

"""Addresses of the desk and the search."""

from django.urls import path

from dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("desk", views.Desk.as_view(), name="desk"),
    path("search", views.Search.as_view(), name="search"),
]

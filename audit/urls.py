"""Addresses of the history."""

from django.urls import path

from audit import views

app_name = "audit"
urlpatterns = [
    path("admin/audit", views.Events.as_view(), name="list"),
    path("admin/audit/<str:type>/<str:id>", views.Trail.as_view(), name="record"),
]

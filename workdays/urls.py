"""Addresses of the calendar."""

from django.urls import path

from workdays import views

app_name = "workdays"
urlpatterns = [
    path("calendar", views.ThisYear.as_view(), name="this-year"),
    path("calendar/<int:year>", views.Year.as_view(), name="year"),
]

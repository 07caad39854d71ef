"""Addresses of the calendar."""

from django.urls import path

from workdays import views

app_name = "workdays"
urlpatterns = [
    path("calendar", views.ThisYear.as_view(), name="this-year"),
    path("calendar/<int:year>", views.Year.as_view(), name="year"),
    path("calendar/days/new", views.AddDay.as_view(), name="add-day"),
    path("calendar/days/<uuid:public_id>/confirm", views.ConfirmDay.as_view(), name="confirm-day"),
]

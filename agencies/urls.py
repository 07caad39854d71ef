"""Addresses of the agencies."""

from django.urls import path

from agencies import views

app_name = "agencies"
urlpatterns = [
    path("agencies", views.Agencies.as_view(), name="list"),
    path("agencies/own", views.OwnAgency.as_view(), name="own"),
    path("agencies/<slug:code>", views.AgencyPage.as_view(), name="agency"),
    path("agencies/<slug:code>/services/new", views.AddService.as_view(), name="add_service"),
    path(
        "agencies/<slug:code>/services/<uuid:public_id>/switch",
        views.SwitchService.as_view(),
        name="switch_service",
    ),
    path("agencies/<slug:code>/units/new", views.AddUnit.as_view(), name="add_unit"),
    path("agencies/<slug:code>/people/new", views.AddStaff.as_view(), name="add_staff"),
    path(
        "agencies/<slug:code>/people/<uuid:public_id>/end",
        views.EndStaff.as_view(),
        name="end_staff",
    ),
    path("agencies/<slug:code>/<slug:part>", views.AgencyPage.as_view(), name="part"),
]

"""Addresses of the agencies."""

from django.urls import path

from agencies.views import acts, lists, page

app_name = "agencies"
urlpatterns = [
    path("agencies", lists.Agencies.as_view(), name="list"),
    path("agencies/own", page.OwnAgency.as_view(), name="own"),
    path("agencies/<slug:code>", page.AgencyPage.as_view(), name="agency"),
    path("agencies/<slug:code>/services/new", acts.AddService.as_view(), name="add_service"),
    path(
        "agencies/<slug:code>/services/<uuid:public_id>/switch",
        acts.SwitchService.as_view(),
        name="switch_service",
    ),
    path("agencies/<slug:code>/units/new", acts.AddUnit.as_view(), name="add_unit"),
    path("agencies/<slug:code>/seat", acts.SetSeat.as_view(), name="set_seat"),
    path("agencies/<slug:code>/people/new", acts.AddStaff.as_view(), name="add_staff"),
    path(
        "agencies/<slug:code>/people/<uuid:public_id>/end",
        acts.EndStaff.as_view(),
        name="end_staff",
    ),
    path("agencies/<slug:code>/<slug:part>", page.AgencyPage.as_view(), name="part"),
]

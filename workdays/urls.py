"""Addresses of the calendar."""

from django.urls import path

from workdays import views

app_name = "workdays"
urlpatterns = [
    path("calendar", views.ThisYear.as_view(), name="this-year"),
    path("calendar/<int:year>", views.Year.as_view(), name="year"),
    path("calendar/<int:year>/export/<str:form>", views.ExportYear.as_view(), name="export"),
    path("calendar/imports", views.Bring.as_view(), name="imports"),
    path("calendar/imports/template.xlsx", views.Template.as_view(), name="import-template"),
    path("calendar/imports/<uuid:public_id>", views.ImportPage.as_view(), name="import"),
    path("calendar/days/new", views.AddDay.as_view(), name="add-day"),
    path("calendar/days/<uuid:public_id>/confirm", views.ConfirmDay.as_view(), name="confirm-day"),
    path(
        "calendar/days/<uuid:public_id>/withdraw", views.WithdrawDay.as_view(), name="withdraw-day"
    ),
    path("deadlines/moved", views.Moves.as_view(), name="moves"),
    path("deadlines/<str:clock>/<uuid:subject>", views.DeadlinePage.as_view(), name="deadline"),
    path("deadlines/<str:clock>/<uuid:subject>/extend", views.Extend.as_view(), name="extend"),
    path("deadlines/<str:clock>/<uuid:subject>/suspend", views.Suspend.as_view(), name="suspend"),
    path("deadlines/<str:clock>/<uuid:subject>/resume", views.Resume.as_view(), name="resume"),
]

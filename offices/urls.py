"""Addresses of the register."""

from django.urls import path

from offices.views import (
    acts,
    holders,
    imports,
    licences,
    lists,
    people,
    profile,
    register,
    renewals,
    scans,
)

app_name = "offices"
urlpatterns = [
    path("offices", register.Offices.as_view(), name="list"),
    path("offices/suggest", lists.Suggest.as_view(), name="suggest"),
    path("offices/renewals", renewals.Renewals.as_view(), name="renewals"),
    path("offices/new", acts.Register.as_view(), name="new"),
    path("offices/import", imports.Imports.as_view(), name="imports"),
    path("offices/import/template/<slug:content>", imports.Template.as_view(), name="template"),
    path("offices/import/<uuid:public_id>", imports.ImportPage.as_view(), name="import"),
    path("offices/import/<uuid:public_id>/confirm", imports.Confirm.as_view(), name="confirm"),
    path("offices/import/<uuid:public_id>/file", imports.ListFile.as_view(), name="list_file"),
    path(
        "offices/import/<uuid:public_id>/annotated", imports.Annotated.as_view(), name="annotated"
    ),
    path("offices/scans/<uuid:public_id>", scans.Scan.as_view(), name="scan"),
    path("offices/letters/<uuid:public_id>", scans.Letter.as_view(), name="letter"),
    path("offices/<str:code>", profile.OfficePage.as_view(), name="office"),
    path("offices/<str:code>/edit", acts.Edit.as_view(), name="edit"),
    path("offices/<str:code>/state", acts.ChangeState.as_view(), name="state"),
    path("offices/<str:code>/membership", acts.AnswerMembership.as_view(), name="membership"),
    path(
        "offices/<str:code>/note-membership", acts.NoteMembership.as_view(), name="note_membership"
    ),
    path("offices/<str:code>/holder", holders.EnterHolder.as_view(), name="holder"),
    path("offices/<str:code>/holder/edit", holders.EditHolder.as_view(), name="edit_holder"),
    path("offices/<str:code>/licence", licences.IssueLicence.as_view(), name="licence"),
    path(
        "offices/<str:code>/licence-state", licences.ChangeLicence.as_view(), name="licence_state"
    ),
    path("offices/<str:code>/renewal", licences.AskRenewal.as_view(), name="renewal"),
    path("offices/<str:code>/renewed", licences.EnterRenewed.as_view(), name="renewed"),
    path("offices/<str:code>/transfer", licences.Transfer.as_view(), name="transfer"),
    path("offices/<str:code>/people/new", people.AddStaff.as_view(), name="add_staff"),
    path(
        "offices/<str:code>/people/<uuid:public_id>/end",
        people.EndStaff.as_view(),
        name="end_staff",
    ),
    path(
        "offices/<str:code>/licences/<uuid:public_id>/scan",
        scans.KeepScan.as_view(),
        name="keep_scan",
    ),
    path("offices/<str:code>/national-id", people.RevealNationalId.as_view(), name="national_id"),
    path("offices/<str:code>/<slug:part>", profile.OfficePage.as_view(), name="part"),
]

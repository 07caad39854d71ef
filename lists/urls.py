"""Addresses of people's own arrangements of lists, of acts on many rows, and of long jobs."""

from django.urls import path

from lists.views import acts, jobs, own

app_name = "lists"

urlpatterns = [
    path("lists/<slug:name>/columns", own.Columns.as_view(), name="columns"),
    path("lists/<slug:name>/density", own.Density.as_view(), name="density"),
    path("lists/<slug:name>/views", own.SaveView.as_view(), name="save_view"),
    path("views/<uuid:public_id>/share", own.ShareView.as_view(), name="share_view"),
    path("views/<uuid:public_id>/rename", own.RenameView.as_view(), name="rename_view"),
    path("views/<uuid:public_id>/default", own.OpenWith.as_view(), name="open_with"),
    path("views/<uuid:public_id>/remove", own.RemoveView.as_view(), name="remove_view"),
    path("lists/<slug:name>/export", acts.Export.as_view(), name="export"),
    path("lists/<slug:name>/acts/<slug:act>", acts.Perform.as_view(), name="act"),
    path("jobs", jobs.Jobs.as_view(), name="jobs"),
    path("jobs/<uuid:public_id>", jobs.JobPage.as_view(), name="job"),
    path("jobs/<uuid:public_id>/file", jobs.JobFile.as_view(), name="job_file"),
    path(
        "jobs/<uuid:public_id>/outcomes.<str:format>",
        jobs.JobOutcomes.as_view(),
        name="job_outcomes",
    ),
    path("jobs/<uuid:public_id>/stop", jobs.StopJob.as_view(), name="stop_job"),
]

"""Long work: all that a person asked for, one job, its file, and stopping it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from core import jalali
from core.clock import now, today
from core.errors import DomainError
from core.persian import persian_digits
from core.web import RecordPage, Scoped
from lists import actions
from lists.columns import FORMATS
from lists.exports import TYPES, parts_of
from lists.facts import JOB_TONES, counts_by_end, list_named, seconds_left, works_of
from lists.models import Job, JobState
from lists.outcomes import file_of, outcomes_of


class Jobs(Scoped, TemplateView):
    """All the long work that the person asked for, newest first."""

    template_name = "lists/jobs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the lines; one query for each kind of work."""
        works = works_of(self.actor, now())
        is_working = any(work.is_working for work in works)
        return super().get_context_data(works=works, is_working=is_working, **kwargs)


class JobPage(RecordPage):
    """Where a job stands; while it works the page asks again by itself."""

    queryset = Job.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"
    template_name = "lists/job.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the job; work that another app does is shown there."""
        self.object = self.get_record()
        if self.object.place:
            return redirect(self.object)
        return self.render_to_response(self.get_context_data(object=self.object, **kwargs))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return progress, outcome and file."""
        job: Job = self.object
        at = now()
        query = job.arguments.get("query", "")
        listed = list_named(job.list_name, actor=self.actor, query=query, on=today())
        asked = self.request.GET.get("page", "")
        is_over = not job.is_working
        return super().get_context_data(
            job=job,
            is_working=job.is_working,
            tone=JOB_TONES[JobState(job.state)],
            left=time_left(seconds_left(job, at)),
            results=results_of(job),
            outcomes=outcomes_of(job, self.actor, today(), asked) if is_over else None,
            has_file=job.keeps_file(at),
            was_file=bool(job.file_name),
            result_url=job.arguments.get("address", ""),
            listed=listed,
            list_url=f"{listed.url}?{query}" if listed else "",
            **context,
        )


def time_left(seconds: int | None) -> str:
    """Return how long it will still take, in words; empty while nobody knows."""
    if seconds is None:
        return ""
    if seconds < 60:
        return ngettext("about {n} second more", "about {n} seconds more", seconds).format(
            n=persian_digits(seconds)
        )
    minutes = round(seconds / 60)
    return ngettext("about {n} minute more", "about {n} minutes more", minutes).format(
        n=persian_digits(minutes)
    )


def results_of(job: Job) -> list[dict[str, Any]]:
    """Return how many rows came to which end, in words with icons."""
    texts = (
        ("ok", "ok", "ok", _("done")),
        ("wrong", "danger", "refused", _("not done")),
    )
    counts = job.counts or so_far(job)
    return [
        {"tone": tone, "icon": icon, "number": counts[name], "words": words}
        for name, tone, icon, words in texts
        if counts.get(name)
    ]


def so_far(job: Job) -> dict[str, int]:
    """Return what an act on rows had done until it was stopped or failed."""
    return counts_by_end(job.arguments.get("outcomes", [])) if job.list_name else {}


class JobFile(Scoped):
    """The file of a job, for the person who asked, while it is kept."""

    queryset = Job.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Hand out the file; one that is gone says so."""
        job: Job = self.get_record()
        try:
            handed = actions.hand_out_file(job_id=job.pk, actor=self.actor, at=now())
        except DomainError as error:
            return render(request, "errors/410.html", {"message": error.message}, status=410)
        kind = handed.file_name.rpartition(".")[2]
        answer = StreamingHttpResponse(parts_of(handed), content_type=TYPES[kind])
        answer.headers["Content-Disposition"] = f'attachment; filename="{handed.file_name}"'
        answer.headers["Content-Length"] = str(handed.file.size)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


class JobOutcomes(Scoped):
    """A file of what became of each row of an act, for the person who asked for the act."""

    queryset = Job.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand out the file; 404 where the page of the job tells no outcomes."""
        kind = self.kwargs["format"]
        job: Job = self.get_record()
        data = file_of(job, self.actor, today(), kind) if kind in FORMATS else None
        if data is None:
            raise Http404
        actions.hand_out_outcomes(job_id=job.pk, actor=self.actor, at=now())
        day = jalali.slashed(today()).replace("/", "")
        name = f"pishkhan-{job.list_name}-outcomes-{day}.{kind}"
        answer = HttpResponse(data, content_type=TYPES[kind])
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


class StopJob(Scoped):
    """Stop an own job."""

    queryset = Job.objects.all()
    slug_field = "public_id"
    slug_kwarg = "public_id"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stop it, and show its page."""
        job: Job = self.get_record()
        try:
            actions.stop_job(job_id=job.pk, actor=self.actor, at=now())
        except DomainError as error:
            messages.error(request, error.message)
        return redirect(job)

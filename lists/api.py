"""REST: long work that the caller asked for: its progress, its file, and stopping it."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.downloads import Downloads, answers_file
from accounts.key_scopes import KeyScope, holds
from accounts.permissions import require_scope
from core.clock import now
from core.errors import Gone, IllegalMove
from core.rest import PROBLEM, files, needs, refused
from core.rest.bulk import BulkSerializer, summed
from core.rest.filters import StatesFilter
from core.rest.once import follow_by
from lists import actions
from lists.exports import TYPES, parts_of
from lists.facts import KINDS, seconds_left
from lists.models import Job, JobState
from lists.words import in_this_language


class JobFilter(django_filters.FilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(choices=JobState.choices)
    state__in = StatesFilter(field_name="state", lookup_expr="in", choices=JobState.choices)

    class Meta:
        model = Job
        fields: ClassVar[list[str]] = []


class JobSerializer(serializers.Serializer[Any]):
    """A job: how far it is, how it ended, and until when its file is kept."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(JobState.choices)
    state_label = serializers.CharField()
    rows_total = serializers.IntegerField()
    rows_done = serializers.IntegerField()
    seconds_left = serializers.IntegerField(allow_null=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    refusal = serializers.CharField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    file_name = serializers.CharField()
    file_until = serializers.DateTimeField(allow_null=True)


COLUMNS = (
    "public_id", "kind", "title", "titles", "state", "rows_total", "rows_done", "counts", "refusal",
    "created_at", "started_at", "finished_at", "file", "file_name", "expires_at",
)  # fmt: skip


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the public form of a job's row."""
    at = now()
    is_running = row["state"] == JobState.RUNNING
    read = ("started_at", "rows_done", "rows_total", "file", "expires_at")
    job = Job(**{name: row[name] for name in read})
    same = (
        "kind", "state", "rows_total", "rows_done", "counts", "refusal", "created_at",
        "started_at", "finished_at", "file_name",
    )  # fmt: skip
    return {name: row[name] for name in same} | {
        "id": row["public_id"],
        "title": in_this_language(row["titles"], row["title"]),
        "state_label": str(JobState(row["state"]).label),
        "seconds_left": seconds_left(job, at) if is_running else None,
        "file_until": row["expires_at"] if job.keeps_file(at) else None,
    }


def _opens(job: Job) -> KeyScope | None:
    """Return the scope without which no key takes the file of a job."""
    kind = KINDS.get(job.kind)
    return kind.opens if kind else None


def accepted(job: Job) -> Response:
    """Answer 202 with a job that was asked for just now."""
    return Response(_told({name: getattr(job, name) for name in COLUMNS}), status=202)


@answers_file(TYPES.values())
class JobViewSet(Downloads):
    """One's own long work of the present role."""

    queryset = Job.objects.all()
    opens = KeyScope.JOBS_READ
    serializer_class = JobSerializer
    filterset_class = JobFilter
    orders: ClassVar[dict[str, Any]] = {"-created": ("-id",)}
    columns = COLUMNS

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a job."""
        return _told(row)

    def get_record(self) -> Any:
        """
        Return the job that is asked for; its file only to a key that may read what is in it.

        Raises:
            ScopeMissing: the key has not the scope of the file.
        """
        record = super().get_record()
        if self.action in {"file", "ticket"}:
            require_scope(self.request, _opens(record))
        return record

    @needs()
    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, public_id: str) -> Response:
        """Stop a job: at once while it waits, after the present step while it runs."""
        record = self.get_record()
        return self.answer(actions.stop_job(job_id=record.pk, actor=self.actor, at=now()))

    @extend_schema(responses=BulkSerializer)
    @action(detail=True, methods=["get"])
    def outcomes(self, request: Request, public_id: str) -> Response:
        """Answer what became of each item of a bulk that was made by a job, once it is over."""
        record = self.get_record()
        if record.is_working:
            raise IllegalMove(_("The work is not over yet. Ask again when it is."))
        # Other work has none; what became of the rows of a list stands on the page of the job.
        outcomes = [] if record.list_name else record.arguments.get("outcomes", [])
        return Response(summed(outcomes))

    @extend_schema(
        responses=files(TYPES.values()) | {(410, PROBLEM): refused("The file is no longer kept.")}
    )
    @action(detail=True, methods=["get"])
    def file(self, request: Request, public_id: str) -> StreamingHttpResponse:
        """Answer the file, while it is kept."""
        return self.hand_out(self.get_record())

    def hand_out(self, record: Job) -> StreamingHttpResponse:
        """Answer the file in parts; a download address whose key may no longer read it is over."""
        if self.action == "download" and not holds(self.actor.scopes, _opens(record)):
            raise Gone
        handed = actions.hand_out_file(job_id=record.pk, actor=self.actor, at=now())
        answer = StreamingHttpResponse(
            parts_of(handed), content_type=TYPES[handed.file_name.rpartition(".")[2]]
        )
        answer.headers["Content-Disposition"] = f'attachment; filename="{handed.file_name}"'
        answer.headers["Content-Length"] = str(handed.file.size)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer


follow_by(lambda public_id: reverse("jobs-detail", args=[public_id]))
routes: list[tuple[str, Any]] = [("jobs", JobViewSet)]

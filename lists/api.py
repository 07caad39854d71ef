"""REST: long work that the caller asked for: its progress, its file, and stopping it."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.key_scopes import KeyScope
from accounts.models import ApiToken
from accounts.principal import Principal
from accounts.tickets import enter, ticket_for
from core.clock import now
from core.errors import Gone, NotPermitted
from core.rest import ProblemSerializer, Scoped, needs
from core.rest.filters import StatesFilter
from lists import actions
from lists.exports import TYPES, parts_of
from lists.facts import seconds_left
from lists.models import Job, JobState

FILE = OpenApiResponse(OpenApiTypes.BINARY, description="text/csv, xlsx")


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


class JobTicketSerializer(serializers.Serializer[Any]):
    """A download address, and until when it lives."""

    url = serializers.CharField()
    expires_at = serializers.DateTimeField()


COLUMNS = (
    "public_id", "kind", "title", "state", "rows_total", "rows_done", "counts", "refusal",
    "created_at", "started_at", "finished_at", "file", "file_name", "expires_at",
)  # fmt: skip


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the public form of a job's row."""
    at = now()
    is_running = row["state"] == JobState.RUNNING
    read = ("started_at", "rows_done", "rows_total", "file", "expires_at")
    job = Job(**{name: row[name] for name in read})
    same = (
        "kind", "title", "state", "rows_total", "rows_done", "counts", "refusal", "created_at",
        "started_at", "finished_at", "file_name",
    )  # fmt: skip
    return {name: row[name] for name in same} | {
        "id": row["public_id"],
        "state_label": str(JobState(row["state"]).label),
        "seconds_left": seconds_left(job, at) if is_running else None,
        "file_until": row["expires_at"] if job.keeps_file(at) else None,
    }


def accepted(job: Job) -> Response:
    """Answer 202 with a job that was asked for just now, and the address where it is followed."""
    told = JobSerializer(_told({name: getattr(job, name) for name in COLUMNS})).data
    address = reverse("jobs-detail", args=[job.public_id])
    return Response(told, status=202, headers={"Location": address})


class JobViewSet(Scoped):
    """One's own long work of the present role."""

    queryset = Job.objects.all()
    serializer_class = JobSerializer
    filterset_class = JobFilter
    foreign: ClassVar[frozenset[str]] = frozenset({"ticket"})
    parameters: ClassVar[dict[str, Any]] = {"download": ("ticket",)}
    orders: ClassVar[dict[str, Any]] = {"-created": ("-id",)}
    columns = COLUMNS

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a job."""
        return _told(row)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask for a principal, but for a download address, which brings its own."""
        if self.action == "download":
            super(Scoped, self).initial(request, *args, **kwargs)
        else:
            super().initial(request, *args, **kwargs)

    @needs()
    @extend_schema(request=None, responses=JobSerializer)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, public_id: str) -> Response:
        """Stop a job: at once while it waits, after the present step while it runs."""
        record = self.get_record()
        return self.answer(actions.stop_job(job_id=record.pk, actor=self.actor, at=now()))

    @extend_schema(
        responses={200: FILE, (410, "application/problem+json"): OpenApiResponse(ProblemSerializer)}
    )
    @action(detail=True, methods=["get"])
    def file(self, request: Request, public_id: str) -> StreamingHttpResponse:
        """Answer the file, while it is kept."""
        return _handed(self.get_record().pk, self.actor)

    @needs()
    @extend_schema(request=None, responses={201: JobTicketSerializer})
    @action(detail=True, methods=["post"])
    def ticket(self, request: Request, public_id: str) -> Response:
        """Make a download address, which lives five minutes and needs no header."""
        record = self.get_record()
        if not isinstance(request.auth, ApiToken):
            raise NotPermitted(_("A download address belongs to a key; the browser needs none."))
        ticket, expires_at = ticket_for(token_id=request.auth.pk, record=record.public_id, at=now())
        address = request.build_absolute_uri(f"{request.path.rsplit('/', 2)[0]}/download")
        return Response({"url": f"{address}?ticket={ticket}", "expires_at": expires_at}, status=201)

    @extend_schema(
        auth=[],
        parameters=[OpenApiParameter("ticket", str, required=True)],
        responses={
            200: FILE,
            (410, "application/problem+json"): OpenApiResponse(ProblemSerializer),
        },
    )
    @action(detail=False, methods=["get"], permission_classes=[AllowAny])
    def download(self, request: Request) -> StreamingHttpResponse:
        """Answer the file of a download address; the key's rights are judged again."""
        raw: HttpRequest = request._request
        principal, public_id = enter(
            raw, request.query_params.get("ticket", ""), KeyScope.JOBS_READ
        )
        record = Job.objects.visible_to(principal).filter(public_id=public_id).first()
        if record is None:
            raise Gone
        return _handed(record.pk, principal)


def _handed(job_id: int, actor: Principal) -> StreamingHttpResponse:
    handed = actions.hand_out_file(job_id=job_id, actor=actor, at=now())
    answer = StreamingHttpResponse(
        parts_of(handed), content_type=TYPES[handed.file_name.rpartition(".")[2]]
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{handed.file_name}"'
    answer.headers["Content-Length"] = str(handed.file.size)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


routes: list[tuple[str, Any]] = [("jobs", JobViewSet)]

"""REST: files of evidence; multipart in, sealed bytes out."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.key_scopes import KeyScope
from accounts.models import ApiToken
from accounts.roles import Permission
from accounts.tickets import enter, ticket_for
from core.clock import now
from core.errors import Gone, Invalid, NotPermitted
from core.papers.sending import BrokenSeal, sealed
from core.rest import ProblemSerializer, Scoped, needs
from core.wire import JSONParser
from violations import actions
from violations.api.arguments import UploadArguments
from violations.models import Evidence


class EvidenceSerializer(serializers.Serializer[Any]):
    """A sealed file; `sha256` is that of the original."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    pages = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField()
    checked_by = serializers.CharField()
    is_restricted = serializers.BooleanField()
    uploaded_at = serializers.DateTimeField()
    attached_at = serializers.DateTimeField(allow_null=True)


class TicketSerializer(serializers.Serializer[Any]):
    """A download address, and when it dies."""

    url = serializers.URLField()
    expires_at = serializers.DateTimeField()


class EvidenceViewSet(Scoped):
    """Evidence in the caller's scope: upload first, then name the id in a report or defence."""

    queryset = Evidence.objects.all()
    serializer_class = EvidenceSerializer
    orders: ClassVar[dict[str, Any]] = {"-uploaded_at": ("-uploaded_at", "-id")}
    columns = (
        "public_id", "name", "kind", "media_type", "size", "pages", "sha256", "checked_by",
        "is_restricted", "uploaded_at", "attached_at",
    )  # fmt: skip
    parser_classes = [MultiPartParser]

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a file."""
        return {"id": row["public_id"], **{name: row[name] for name in self.columns[1:]}}

    @needs(Permission.EVIDENCE_ADD)
    @extend_schema(
        request={"multipart/form-data": UploadArguments}, responses={201: EvidenceSerializer}
    )
    def create(self, request: Request) -> Response:
        """Upload a JPEG, PNG or PDF; it waits 24 hours to be attached by its uploader."""
        unknown = sorted(set(request.data) - set(UploadArguments().fields))
        if unknown:
            raise Invalid(fields={name: [_("There is no such field.")] for name in unknown})
        arguments = UploadArguments(data=request.data)
        arguments.is_valid(raise_exception=True)
        evidence = actions.upload_evidence(**arguments.validated_data, actor=self.actor, at=now())
        return self.answer(evidence, 201)

    @extend_schema(
        responses={
            200: OpenApiResponse(OpenApiTypes.BINARY, description="image/jpeg, image/png, pdf"),
            (409, "application/problem+json"): OpenApiResponse(
                ProblemSerializer, description="The file does not fit its seal."
            ),
        }
    )
    @action(detail=True, methods=["get"], url_path="content")
    def content(self, request: Request, public_id: str) -> HttpResponse:
        """Answer the file: the original to those who judge it, the clean copy to others."""
        return self._file(self.get_record())

    @needs()
    @extend_schema(request=None, responses={201: TicketSerializer})
    @action(detail=True, methods=["post"], parser_classes=[JSONParser])
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
            200: OpenApiResponse(OpenApiTypes.BINARY, description="image/jpeg, image/png, pdf"),
            (409, "application/problem+json"): OpenApiResponse(
                ProblemSerializer, description="The file does not fit its seal."
            ),
            (410, "application/problem+json"): OpenApiResponse(
                ProblemSerializer, description="The address is dead."
            ),
        },
    )
    @action(detail=False, methods=["get"], permission_classes=[AllowAny])
    def download(self, request: Request) -> HttpResponse:
        """Answer the file of a download address; the key's rights are judged again."""
        raw = request._request
        ticket = request.query_params.get("ticket", "")
        principal, public_id = enter(raw, ticket, KeyScope.EVIDENCE_READ)
        record = Evidence.objects.visible_to(principal).filter(public_id=public_id).first()
        if record is None:
            raise Gone
        return self._file(record)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask for a principal, but for a download address, which brings its own."""
        if self.action == "download":
            super(Scoped, self).initial(request, *args, **kwargs)
        else:
            super().initial(request, *args, **kwargs)

    def _file(self, record: Evidence) -> HttpResponse:
        opened = actions.open_evidence(evidence_id=record.pk, actor=self.actor, at=now())
        if not opened.is_whole:
            raise BrokenSeal
        return sealed(opened.content, opened.evidence.media_type, opened.evidence.name)

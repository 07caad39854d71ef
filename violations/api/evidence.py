"""REST: files of evidence; multipart in, sealed bytes out."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.downloads import Downloads, answers_file
from accounts.key_scopes import KeyScope
from accounts.roles import Permission
from core.clock import now
from core.errors import Invalid
from core.papers.reading import MEDIA_TYPES
from core.papers.sending import BrokenSeal, sealed
from core.rest import PROBLEM, files, needs, refused, validated
from core.wire import FormParser
from violations import actions
from violations.api.arguments import UploadArguments
from violations.models import Evidence

KINDS = MEDIA_TYPES.values()
UNFIT = "The file does not fit its seal."
ANSWERS = {"true": True, "false": False}
ORIGINAL = OpenApiParameter(
    "sealed_original",
    bool,
)


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


@answers_file(KINDS, {409: UNFIT})
class EvidenceViewSet(Downloads):
    """Evidence in the caller's scope: upload first, then name the id in a report or defence."""

    queryset = Evidence.objects.all()
    opens = KeyScope.EVIDENCE_READ
    serializer_class = EvidenceSerializer
    orders: ClassVar[dict[str, Any]] = {"-uploaded_at": ("-uploaded_at", "-id")}
    columns = (
        "public_id", "name", "kind", "media_type", "size", "pages", "sha256", "checked_by",
        "is_restricted", "uploaded_at", "attached_at",
    )  # fmt: skip
    parser_classes = [FormParser]
    parameters: ClassVar[dict[str, Sequence[str]]] = {"content": ("sealed_original",)}

    @needs(Permission.EVIDENCE_ADD)
    @extend_schema(
        request={"multipart/form-data": UploadArguments}, responses={201: EvidenceSerializer}
    )
    def create(self, request: Request) -> Response:
        """Upload a JPEG, PNG or PDF; it waits 24 hours to be attached by its uploader."""
        data = validated(UploadArguments, request)
        evidence = actions.upload_evidence(**data, actor=self.actor, at=now())
        return self.answer(evidence, 201)

    @extend_schema(parameters=[ORIGINAL], responses=files(KINDS) | {(409, PROBLEM): refused(UNFIT)})
    @action(detail=True, methods=["get"], url_path="content")
    def content(self, request: Request, public_id: str) -> HttpResponse:
        """Answer the rebuilt copy of a file; the original to those who judge it and ask for it."""
        wants = request.query_params.get("sealed_original", "false")
        if wants not in ANSWERS:
            choices = ", ".join(ANSWERS)
            raise Invalid(
                fields={"sealed_original": [_("Choose of: {choices}").format(choices=choices)]}
            )
        return self.hand_out(self.get_record(), original=ANSWERS[wants])

    def hand_out(self, record: Evidence, *, original: bool = False) -> HttpResponse:
        """Answer the rebuilt copy or the original, when the original fits its seal."""
        opened = actions.open_evidence(
            evidence_id=record.pk, original=original, actor=self.actor, at=now()
        )
        if not opened.is_whole:
            raise BrokenSeal
        return sealed(opened.content, opened.evidence.media_type, opened.evidence.name)

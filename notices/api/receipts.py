"""REST: the scans of receipts, which prove that a letter arrived on paper."""

from typing import Any, ClassVar

import django_filters
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from accounts.downloads import Downloads, answers_file
from accounts.key_scopes import KeyScope
from accounts.roles import Permission
from core.clock import now
from core.papers.reading import MEDIA_TYPES
from core.papers.sending import BrokenSeal, sealed
from core.persian import bare
from core.rest import PROBLEM, RESOURCES, Right, files, needs, refused
from core.rest.filters import CodeFilter, CodesFilter, MomentFilter, RecordFilter
from core.rest.shaping import renaming
from notices import actions
from notices.models import Dispatch

KINDS = MEDIA_TYPES.values()
ENDINGS = {media_type: kind for kind, media_type in MEDIA_TYPES.items()}
UNFIT = "The file does not fit its seal."


def _resources() -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(RESOURCES)]


class ResourceFilter(django_filters.ChoiceFilter):
    """The resource that the letter's record is of."""

    def __init__(self, **values: Any) -> None:
        super().__init__(choices=_resources, **values)

    def filter(self, qs: Any, value: Any) -> Any:
        """Return the receipts of its records."""
        label = RESOURCES[value].queryset.model._meta.label_lower if value else value
        return super().filter(qs, label)


class ReceiptFilter(django_filters.FilterSet):
    """By the record that the letter belongs to, the letter, the office, the agency and the day."""

    resource = ResourceFilter(field_name="letter__subject_type")
    record_number = CodeFilter(field_name="letter__record")
    record_number__in = CodesFilter(field_name="letter__record", lookup_expr="in")
    letter_number = CodeFilter(field_name="letter__number")
    office = RecordFilter("offices", field_name="letter__office_id")
    agency = django_filters.UUIDFilter(field_name="letter__agency_id")
    received_on__gte = django_filters.DateFilter(field_name="proven_on", lookup_expr="gte")
    received_on__lte = django_filters.DateFilter(field_name="proven_on", lookup_expr="lte")
    recorded_at__gte = MomentFilter(field_name="proven_at", lookup_expr="gte")

    class Meta:
        model = Dispatch
        fields: ClassVar[list[str]] = []


class ReceiptSerializer(serializers.Serializer[Any]):
    """The receipt of a letter that went on paper, about the record of `record_number`."""

    id = serializers.UUIDField()
    resource = serializers.CharField(allow_null=True)
    record_number = serializers.CharField(allow_blank=True)
    letter_number = serializers.CharField()
    letter_title = serializers.CharField()
    office = serializers.UUIDField(allow_null=True)
    agency = serializers.UUIDField(allow_null=True)
    received_on = serializers.DateField()
    proof_text = serializers.CharField(allow_blank=True)
    media_type = serializers.CharField()
    sha256 = serializers.CharField()
    recorded_at = serializers.DateTimeField()


@answers_file(KINDS, {409: UNFIT})
class ReceiptViewSet(Downloads):
    """Scans of receipts in the caller's scope; to the office each opens with its letter."""

    queryset = Dispatch.objects.all().receipts()
    opens = KeyScope.EVIDENCE_READ
    takers = Right((Permission.EVIDENCE_READ,))
    serializer_class = ReceiptSerializer
    filterset_class = ReceiptFilter
    expands: ClassVar[dict[str, str]] = {"office": "offices", "agency": "agencies"}
    orders: ClassVar[dict[str, Any]] = {"-recorded_at": ("-id",)}
    columns = (
        "public_id", "letter__subject_type", "letter__record", "letter__number", "letter__title",
        "letter__office_id", "letter__agency_id", "proven_on", "words", "scan_type", "scan_sha256",
        "proven_at",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a receipt."""
        told = _receipt(row)
        return told | {
            "resource": _resource_of(told["resource"]),
            "letter_title": bare(told["letter_title"]),
        }

    @extend_schema(responses=files(KINDS) | {(409, PROBLEM): refused(UNFIT)})
    @action(detail=True, methods=["get"], url_path="content")
    @needs(Permission.EVIDENCE_READ)
    def content(self, request: Request, public_id: str) -> HttpResponse:
        """Answer the scan; its opening is recorded."""
        return self.hand_out(self.get_record())

    def hand_out(self, record: Dispatch) -> HttpResponse:
        """Answer the scan, when it fits its seal."""
        opened = actions.open_receipt(receipt_id=record.pk, actor=self.actor, at=now())
        if not opened.is_whole:
            raise BrokenSeal
        media_type = opened.dispatch.scan_type
        name = f"{opened.dispatch.letter.number}.{ENDINGS[media_type]}"
        return sealed(opened.content, media_type, name)


def _resource_of(label: str) -> str | None:
    """Return the resource whose records have this type; None when the API has none."""
    for name, viewset in RESOURCES.items():
        if viewset.queryset.model._meta.label_lower == label:
            return name
    return None


_receipt = renaming(
    {
        "public_id": "id",
        "letter__subject_type": "resource",
        "letter__record": "record_number",
        "letter__number": "letter_number",
        "letter__title": "letter_title",
        "letter__office_id": "office",
        "letter__agency_id": "agency",
        "proven_on": "received_on",
        "words": "proof_text",
        "scan_type": "media_type",
        "scan_sha256": "sha256",
        "proven_at": "recorded_at",
    }
)

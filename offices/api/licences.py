"""REST: the offices' licences."""

from typing import Any, ClassVar
from uuid import UUID

import django_filters
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.clock import now, today
from core.errors import Invalid
from core.papers.reading import MEDIA_TYPES
from core.papers.sending import BrokenSeal, sealed
from core.rest import FileField, Moving, NoArguments, act_move, files, needs, validated
from core.rest.filters import CodeFilter, CodesFilter, RecordFilter, StatesFilter
from core.rest.naming import RecordField
from core.wire import FormParser
from offices import actions
from offices.acts.licences import ASK_RENEWAL, KEEP_SCAN
from offices.acts.offices import ENTER_LICENCE
from offices.models import Licence, LicenceScan, Office
from offices.states import LicencePaper, LicenceState


class LicenceFilter(django_filters.FilterSet):
    """By office, number, state and expiry."""

    office = RecordFilter("offices", field_name="office__public_id")
    office_code = CodeFilter(field_name="office__code")
    office_code__in = CodesFilter(field_name="office__code", lookup_expr="in")
    number = CodeFilter()
    state = django_filters.ChoiceFilter(choices=LicenceState.choices)
    state__in = StatesFilter(field_name="state", lookup_expr="in", choices=LicenceState.choices)
    issued_on__gte = django_filters.DateFilter(field_name="issued_on", lookup_expr="gte")
    issued_on__lte = django_filters.DateFilter(field_name="issued_on", lookup_expr="lte")
    expires_on__lte = django_filters.DateFilter(field_name="expires_on", lookup_expr="lte")
    expires_on__gte = django_filters.DateFilter(field_name="expires_on", lookup_expr="gte")

    class Meta:
        model = Licence
        fields: ClassVar[list[str]] = []


class LicenceSerializer(serializers.Serializer[Any]):
    """A licence, valid from `issued_on` to `expires_on`, both included."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    office = serializers.UUIDField()
    office_code = serializers.CharField()
    issued_on = serializers.DateField()
    expires_on = serializers.DateField()
    state = serializers.ChoiceField(LicenceState.choices)
    state_label = serializers.CharField()
    suspended_until = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class LicenceArguments(serializers.Serializer[Any]):
    """The regulator's licence of an office that has none."""

    office = RecordField("offices")
    number = serializers.CharField(max_length=40)
    issued_on = serializers.DateField()
    expires_on = serializers.DateField()


class LicenceScanArguments(serializers.Serializer[Any]):
    """The scan of a licence; where one is kept, why this one takes its place."""

    file = FileField()
    reason = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)


class ScanSerializer(serializers.Serializer[Any]):
    """A version of a scan, with its seal; `reason` says why it took the earlier one's place."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    scan_name = serializers.CharField()
    scan_type = serializers.CharField()
    scan_size = serializers.IntegerField()
    scan_sha256 = serializers.CharField()
    reason = serializers.CharField()
    kept_on = serializers.DateField()
    paper = serializers.ChoiceField(LicencePaper.choices)
    document_no = serializers.CharField()
    document_on = serializers.DateField(allow_null=True)
    document_issuer = serializers.CharField()
    in_force_on = serializers.DateField(
        allow_null=True,
        help_text="The day on which what rests on the document took effect; null while it waits for"
        " its second person, and of a scan of the licence itself.",
    )


SCAN = (
    "number", "scan_name", "scan_type", "scan_size", "scan_sha256", "reason", "kept_on",
    "paper", "document_no", "document_on", "document_issuer", "in_force_on",
)  # fmt: skip


class LicenceViewSet(Moving):
    """Licences; whether an office is licensed is public."""

    queryset = Licence.objects.all()
    is_followed = True
    expands: ClassVar[dict[str, str]] = {"office": "offices"}
    serializer_class = LicenceSerializer
    filterset_class = LicenceFilter
    orders: ClassVar[dict[str, Any]] = {
        "expires_on": ("expires_on", "id"),
        "-expires_on": ("-expires_on", "-id"),
        "number": ("number",),
    }
    columns = (
        "public_id", "number", "office__public_id", "office__code", "issued_on", "expires_on",
        "state", "suspended_until", "version",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a licence."""
        return {
            "id": row["public_id"],
            "number": row["number"],
            "office": row["office__public_id"],
            "office_code": row["office__code"],
            "issued_on": row["issued_on"],
            "expires_on": row["expires_on"],
            "state": row["state"],
            "state_label": str(LicenceState(row["state"]).label),
            "suspended_until": row["suspended_until"],
            "version": row["version"],
        }

    @needs(*ENTER_LICENCE.permissions)
    @extend_schema(request=LicenceArguments, responses={201: LicenceSerializer})
    def create(self, request: Request) -> Response:
        """Enter the regulator's licence of an office."""
        data = validated(LicenceArguments, request)
        office = Office.objects.visible_to(self.actor).filter(public_id=data.pop("office")).first()
        if office is None:
            raise Invalid(fields={"office": [_("There is no such office.")]})
        licence = actions.issue_licence(office_id=office.pk, **data, actor=self.actor, at=now())
        return self.answer(licence, 201)

    @extend_schema(responses=ScanSerializer(many=True))
    @action(
        detail=True, methods=["get"], url_path="scans", pagination_class=None,
        parser_classes=[FormParser],
    )  # fmt: skip
    def scans(self, request: Request, public_id: str) -> Response:
        """
        List the scans of a licence, newest first, to those who may see its holder.

        The documents on which its states rest stand among them.
        """
        seen = LicenceScan.objects.visible_to(self.actor).filter(licence=self.get_record())
        rows = seen.order_by("paper", "-number").values("public_id", *SCAN)
        return Response([{"id": row.pop("public_id"), **row} for row in rows])

    @extend_schema(
        request={"multipart/form-data": LicenceScanArguments}, responses={201: LicenceSerializer}
    )
    @scans.mapping.post
    @needs(*KEEP_SCAN.permissions)
    def keep_scan(self, request: Request, public_id: str) -> Response:
        """Keep the scan of a licence."""
        licence = self.get_record()
        data = validated(LicenceScanArguments, request)
        actions.keep_licence_scan(
            licence_id=licence.pk, **data, actor=self.actor, on=today(), at=now()
        )
        return self.answer(licence, 201)

    @extend_schema(responses=files(MEDIA_TYPES.values()))
    @action(detail=True, methods=["get"], url_path="scans/<uuid:scan_id>")
    def scan(self, request: Request, public_id: str, scan_id: UUID) -> HttpResponse:
        """Answer a scan of a licence: its rebuilt copy."""
        scans = LicenceScan.objects.visible_to(self.actor)
        scan = get_object_or_404(scans, licence=self.get_record(), public_id=scan_id)
        opened = actions.open_licence_scan(scan_id=scan.pk, actor=self.actor, at=now())
        if not opened.is_whole:
            raise BrokenSeal
        return sealed(opened.content, scan.scan_type, scan.scan_name)

    renewal = act_move(
        "renewal", ASK_RENEWAL, "Ask for renewal, at least 90 days before expiry.",
        NoArguments, LicenceSerializer,
        lambda licence, data, who: actions.request_renewal(licence_id=licence.pk, **who),
        path="renewal",
    )  # fmt: skip

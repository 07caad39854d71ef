"""REST: partner agencies and their services."""

from typing import Any, ClassVar
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from agencies import actions
from agencies.acts import SET_SEAT
from agencies.models import Agency, AgencyKind, Service
from core.errors import Invalid
from core.rest import Scoped
from core.rest.filters import CodesFilter, YesNoFilter
from core.rest.moves import Moving, act_move
from core.spelling import spelled
from territory.models import Division
from territory.rules import Level


class AgencyFilter(django_filters.FilterSet):
    """By code, kind and state; `q` searches the names."""

    code = django_filters.CharFilter()
    code__in = CodesFilter(field_name="code", lookup_expr="in")
    kind = django_filters.ChoiceFilter(choices=AgencyKind.choices)
    is_active = YesNoFilter()
    q = django_filters.CharFilter(method="search")

    class Meta:
        model = Agency
        fields: ClassVar[list[str]] = []

    def search(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        """Return the agencies whose name or short name holds the text."""
        return queryset.filter(pk__in=Agency.objects.called(value).values("pk"))


class AgencySerializer(serializers.Serializer[Any]):
    """A partner agency."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    short_name = serializers.CharField()
    kind = serializers.ChoiceField(AgencyKind.choices)
    kind_label = serializers.CharField()
    is_active = serializers.BooleanField()
    requires_guarantee = serializers.BooleanField()
    seat_county = serializers.UUIDField(allow_null=True)
    seat_county_name = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()


class AgencySeatArguments(serializers.Serializer[Any]):
    """The county of an agency's seat, and why it changes."""

    county = serializers.UUIDField()
    reason = serializers.CharField(max_length=400)


class AgencyViewSet(Moving):
    """Partner agencies; public to every caller."""

    queryset = Agency.objects.all()
    is_followed = True
    serializer_class = AgencySerializer
    filterset_class = AgencyFilter
    orders: ClassVar[dict[str, Any]] = {"code": ("code",), "-code": ("-code",)}
    columns = (
        "public_id", "code", "name", "short_name", "kind", "is_active", "requires_guarantee",
        "seat__public_id", "seat__name", "version",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of an agency."""
        return {
            "id": row["public_id"],
            "code": row["code"],
            "name": row["name"],
            "short_name": row["short_name"],
            "kind": row["kind"],
            "kind_label": str(AgencyKind(row["kind"]).label),
            "is_active": row["is_active"],
            "requires_guarantee": row["requires_guarantee"],
            "seat_county": row["seat__public_id"],
            "seat_county_name": row["seat__name"],
            "version": row["version"],
        }

    seat = act_move(
        "seat", SET_SEAT,
        "Set the county in whose working days an agency's deadlines count from now on.",
        AgencySeatArguments, AgencySerializer,
        lambda agency, data, who: actions.set_seat(
            agency_id=agency.pk, county=_county(data["county"]), reason=data["reason"],
            actor=who["actor"], at=who["at"],
        ),
        match=False, path="seat",
    )  # fmt: skip


def _county(public_id: UUID) -> Division:
    """
    Return a county by its public id.

    Raises:
        Invalid: there is none.
    """
    county = Division.objects.filter(level=Level.COUNTY, public_id=public_id).first()
    if county is None:
        raise Invalid(fields={"county": [_("There is no such county.")]})
    return county


class ServiceFilter(django_filters.FilterSet):
    """By agency and state; `q` searches the titles."""

    agency = django_filters.UUIDFilter(field_name="agency__public_id")
    agency_code = django_filters.CharFilter(field_name="agency__code")
    agency_code__in = CodesFilter(field_name="agency__code", lookup_expr="in")
    code = django_filters.CharFilter()
    code__in = CodesFilter(field_name="code", lookup_expr="in")
    is_active = YesNoFilter()
    q = django_filters.CharFilter(method="search")

    class Meta:
        model = Service
        fields: ClassVar[list[str]] = []

    def search(self, queryset: QuerySet[Service], name: str, value: str) -> QuerySet[Service]:
        """Return the services whose title holds the text."""
        return queryset.filter(title__iregex=spelled(value))


class ServiceSerializer(serializers.Serializer[Any]):
    """A service of an agency; `fee` in rial, with its source."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    title = serializers.CharField()
    agency = serializers.UUIDField()
    agency_code = serializers.CharField()
    fee = serializers.IntegerField(allow_null=True)
    fee_source = serializers.CharField()
    is_active = serializers.BooleanField()


class ServiceViewSet(Scoped):
    """Services that offices may give under contract."""

    queryset = Service.objects.all()
    is_followed = True
    serializer_class = ServiceSerializer
    filterset_class = ServiceFilter
    expands: ClassVar[dict[str, str]] = {"agency": "agencies"}
    orders: ClassVar[dict[str, Any]] = {"code": ("code", "id"), "-code": ("-code", "-id")}
    columns = (
        "public_id", "code", "title", "agency__public_id", "agency__code", "fee", "fee_source",
        "is_active",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a service."""
        return {
            "id": row["public_id"],
            "code": row["code"],
            "title": row["title"],
            "agency": row["agency__public_id"],
            "agency_code": row["agency__code"],
            "fee": row["fee"],
            "fee_source": row["fee_source"],
            "is_active": row["is_active"],
        }


routes = [("agencies", AgencyViewSet), ("services", ServiceViewSet)]

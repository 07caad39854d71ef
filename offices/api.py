"""REST: offices, licences and staff of the register."""

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.principal import may
from accounts.roles import Permission, Role
from core.clock import now, today
from core.errors import Invalid
from core.requests import known
from core.rest import Scoped, needs, validated
from offices import actions
from offices.facts.search import matching
from offices.models import Licence, Office, OfficeKind, OfficeStaff
from offices.states import LicenceState, OfficeState
from territory.models import Division

CONTACTS = ("manager_name", "phone", "mobile", "postal_code", "holder__name")


class OfficeFilter(django_filters.FilterSet):
    """By code, county, kind, state, rank, membership and change; `q` searches letter-blind."""

    q = django_filters.CharFilter(method="search")
    code = django_filters.CharFilter()
    code__in = django_filters.BaseInFilter(field_name="code", lookup_expr="in")
    county = django_filters.UUIDFilter(field_name="county__public_id")
    kind = django_filters.ChoiceFilter(choices=OfficeKind.choices)
    state = django_filters.ChoiceFilter(choices=OfficeState.choices)
    state__in = django_filters.BaseInFilter(field_name="state", lookup_expr="in")
    rank = django_filters.NumberFilter(min_value=1, max_value=3)
    rank__isnull = django_filters.BooleanFilter(field_name="rank", lookup_expr="isnull")
    is_member = django_filters.BooleanFilter()
    updated_at__gte = django_filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Office
        fields: ClassVar[list[str]] = []

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Return the offices that match what was typed."""
        return matching(queryset, value, known(self.request).principal)


class OfficeSerializer(serializers.Serializer[Any]):
    """An office; the address book is empty for callers who may not see it."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(OfficeKind.choices)
    kind_label = serializers.CharField()
    state = serializers.ChoiceField(OfficeState.choices)
    state_label = serializers.CharField()
    county = serializers.UUIDField()
    county_name = serializers.CharField()
    place_name = serializers.CharField(allow_null=True)
    address = serializers.CharField()
    opening_hours = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True)
    is_member = serializers.BooleanField()
    manager_name = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True)
    mobile = serializers.CharField(allow_null=True)
    postal_code = serializers.CharField(allow_null=True)
    holder_name = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class OfficeArguments(serializers.Serializer[Any]):
    """What a new office needs; it begins as a draft."""

    code = serializers.CharField(max_length=20)
    name = serializers.CharField(max_length=160)
    kind = serializers.ChoiceField(OfficeKind.choices)
    county = serializers.UUIDField()
    manager_name = serializers.CharField(max_length=120, required=False)
    address = serializers.CharField(max_length=400, required=False)
    postal_code = serializers.CharField(max_length=20, required=False)
    phone = serializers.CharField(max_length=20, required=False)
    mobile = serializers.CharField(max_length=20, required=False)
    opening_hours = serializers.CharField(max_length=160, required=False)


class OfficeStateArguments(serializers.Serializer[Any]):
    """The next state of an office, from today."""

    state = serializers.ChoiceField(OfficeState.choices)
    reason = serializers.CharField(min_length=5, max_length=400)
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)
    document_no = serializers.CharField(max_length=60, required=False, default="")
    document_on = serializers.DateField(required=False, allow_null=True, default=None)


class OfficeViewSet(Scoped):
    """The register of offices. The public card is for every caller."""

    queryset = Office.objects.all()
    serializer_class = OfficeSerializer
    filterset_class = OfficeFilter
    orders: ClassVar[dict[str, Any]] = {
        "code": ("code",),
        "-code": ("-code",),
        "updated_at": ("updated_at", "id"),
        "-updated_at": ("-updated_at", "-id"),
    }
    columns = (
        "public_id", "code", "name", "kind", "state", "county__public_id", "county__name",
        "place__name", "address", "opening_hours", "rank", "is_member", "version", "updated_at",
        *CONTACTS,
    )  # fmt: skip

    def sees_contacts(self, row: dict[str, Any]) -> bool:
        """Tell whether the caller sees an office's address book, as `contacts_for` does."""
        if not may(self.actor, Permission.OFFICE_CONTACTS):
            return False
        match self.actor.role:
            case Role.COUNTY_REP:
                return row["county__public_id"] in self.actor.county_ids
            case Role.OPERATOR:
                return row["public_id"] in self.actor.office_ids
            case _:
                return True

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of an office."""
        sees = self.sees_contacts(row)
        return {
            "id": row["public_id"],
            "code": row["code"],
            "name": row["name"],
            "kind": row["kind"],
            "kind_label": str(OfficeKind(row["kind"]).label),
            "state": row["state"],
            "state_label": str(OfficeState(row["state"]).label),
            "county": row["county__public_id"],
            "county_name": row["county__name"],
            "place_name": row["place__name"],
            "address": row["address"],
            "opening_hours": row["opening_hours"],
            "rank": row["rank"],
            "is_member": row["is_member"],
            "manager_name": row["manager_name"] if sees else None,
            "phone": row["phone"] if sees else None,
            "mobile": row["mobile"] if sees else None,
            "postal_code": row["postal_code"] if sees else None,
            "holder_name": row["holder__name"] if sees else None,
            "version": row["version"],
            "updated_at": row["updated_at"],
        }

    def answer(self, office: Office, status: int = 200) -> Response:
        """Return the office after an action."""
        row = Office.objects.filter(pk=office.pk).values(*self.columns).get()
        return Response(self.shape(row), status=status)

    @needs(Permission.OFFICE_EDIT)
    @extend_schema(request=OfficeArguments, responses={201: OfficeSerializer})
    def create(self, request: Request) -> Response:
        """Enter an office in the register, as a draft."""
        data = validated(OfficeArguments, request)
        county = Division.objects.filter(level="county", public_id=data.pop("county")).first()
        if county is None:
            raise Invalid(fields={"county": [_("There is no such county.")]})
        office = actions.register_office(
            **data, county_id=county.pk, actor=self.actor, on=today(), at=now()
        )
        return self.answer(office, 201)

    @needs(Permission.OFFICE_EDIT)
    @extend_schema(request=OfficeStateArguments, responses=OfficeSerializer)
    @action(detail=True, methods=["post"], url_path="state")
    def state(self, request: Request, public_id: str) -> Response:
        """Move an office to its next state, from today."""
        record = self.get_record()
        data = validated(OfficeStateArguments, request)
        office = actions.change_office_state(
            office_id=record.pk, **data, actor=self.actor, on=today(), at=now()
        )
        return self.answer(office)


class LicenceFilter(django_filters.FilterSet):
    """By office, number, state and expiry."""

    office = django_filters.UUIDFilter(field_name="office__public_id")
    office_code = django_filters.CharFilter(field_name="office__code")
    number = django_filters.CharFilter()
    state = django_filters.ChoiceFilter(choices=LicenceState.choices)
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

    office = serializers.UUIDField()
    number = serializers.CharField(max_length=40)
    issued_on = serializers.DateField()
    expires_on = serializers.DateField()


class LicenceViewSet(Scoped):
    """Licences; whether an office is licensed is public."""

    queryset = Licence.objects.all()
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

    def answer(self, licence: Licence, status: int = 200) -> Response:
        """Return the licence after an action."""
        row = Licence.objects.filter(pk=licence.pk).values(*self.columns).get()
        return Response(self.shape(row), status=status)

    @needs(Permission.LICENCE_EDIT)
    @extend_schema(request=LicenceArguments, responses={201: LicenceSerializer})
    def create(self, request: Request) -> Response:
        """Enter the regulator's licence of an office."""
        data = validated(LicenceArguments, request)
        office = Office.objects.visible_to(self.actor).filter(public_id=data.pop("office")).first()
        if office is None:
            raise Invalid(fields={"office": [_("There is no such office.")]})
        licence = actions.issue_licence(office_id=office.pk, **data, actor=self.actor, at=now())
        return self.answer(licence, 201)

    @needs(Permission.LICENCE_RENEW)
    @extend_schema(request=None, responses=LicenceSerializer)
    @action(detail=True, methods=["post"])
    def renewal(self, request: Request, public_id: str) -> Response:
        """Ask for renewal, at least 90 days before expiry."""
        licence = actions.request_renewal(
            licence_id=self.get_record().pk, actor=self.actor, on=today(), at=now()
        )
        return self.answer(licence)


class StaffFilter(django_filters.FilterSet):
    """By office."""

    office = django_filters.UUIDFilter(field_name="office__public_id")
    office_code = django_filters.CharFilter(field_name="office__code")

    class Meta:
        model = OfficeStaff
        fields: ClassVar[list[str]] = []


class StaffSerializer(serializers.Serializer[Any]):
    """A person who works in an office."""

    id = serializers.UUIDField()
    office = serializers.UUIDField()
    office_code = serializers.CharField()
    full_name = serializers.CharField()
    position = serializers.CharField()
    is_insured = serializers.BooleanField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class StaffViewSet(Scoped):
    """Staff of the offices whose address book the caller sees; members' for the association."""

    queryset = OfficeStaff.objects.all()
    serializer_class = StaffSerializer
    filterset_class = StaffFilter
    orders: ClassVar[dict[str, Any]] = {"name": ("full_name", "id")}
    columns = (
        "public_id", "office__public_id", "office__code", "full_name", "position", "is_insured",
        "starts_on", "ends_on",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a person."""
        return {
            "id": row["public_id"],
            "office": row["office__public_id"],
            "office_code": row["office__code"],
            "full_name": row["full_name"],
            "position": row["position"],
            "is_insured": row["is_insured"],
            "starts_on": row["starts_on"],
            "ends_on": row["ends_on"],
        }


routes = [("offices", OfficeViewSet), ("licences", LicenceViewSet), ("staff", StaffViewSet)]

"""REST: offices of the register."""

from typing import Any, ClassVar

import django_filters
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.principal import may
from accounts.roles import Permission, Role
from audit.bulk import ANSWERS, NotedBulk
from core.clock import now, today
from core.errors import Invalid
from core.papers.reading import MEDIA_TYPES
from core.papers.sending import BrokenSeal, sealed
from core.requests import known
from core.rest import FileField, Moving, act_move, files, needs, validated
from core.rest.bulk import bulk_of
from core.rest.filters import CodeFilter, CodesFilter, MomentFilter, StatesFilter, YesNoFilter
from offices import actions
from offices.acts.offices import (
    CHANGE_STATE,
    CONFIRM_MEMBERSHIP,
    EDIT,
    NOTE_MEMBERSHIP,
    REGISTER,
)
from offices.facts.search import matching
from offices.models import Office, OfficeKind, OfficeLetter
from offices.states import OfficeState
from territory.models import Division

CONTACTS = ("manager_name", "phone", "mobile", "postal_code", "holder__name")


class OfficeFilter(django_filters.FilterSet):
    """By code, county, kind, state, rank, membership and change; `q` searches letter-blind."""

    q = django_filters.CharFilter(method="search")
    code = CodeFilter()
    code__in = CodesFilter(field_name="code", lookup_expr="in")
    county = django_filters.UUIDFilter(field_name="county__public_id")
    kind = django_filters.ChoiceFilter(choices=OfficeKind.choices)
    state = django_filters.ChoiceFilter(choices=OfficeState.choices)
    state__in = StatesFilter(field_name="state", lookup_expr="in", choices=OfficeState.choices)
    rank = django_filters.NumberFilter(min_value=1, max_value=3)
    rank__isnull = YesNoFilter(field_name="rank", lookup_expr="isnull")
    is_member = YesNoFilter()
    updated_at__gte = MomentFilter(field_name="updated_at", lookup_expr="gte")

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
    is_member = serializers.BooleanField(
        help_text="Confirmed by the office or the secretariat; a declaration alone is none."
    )
    membership_declared_on = serializers.DateField(
        allow_null=True,
        help_text="Since when a declaration of the association waits for its confirmation.",
    )
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


class OfficeChanges(serializers.Serializer[Any]):
    """What changes on an office's card; what is left out stays."""

    name = serializers.CharField(max_length=160, required=False)
    manager_name = serializers.CharField(max_length=120, required=False)
    address = serializers.CharField(max_length=400, required=False)
    postal_code = serializers.CharField(max_length=20, required=False)
    phone = serializers.CharField(max_length=20, required=False)
    mobile = serializers.CharField(max_length=20, required=False)
    opening_hours = serializers.CharField(max_length=160, required=False)
    reason = serializers.CharField(min_length=5, max_length=400, required=False)


class OfficeStateArguments(serializers.Serializer[Any]):
    """The next state of an office, from today."""

    state = serializers.ChoiceField(OfficeState.choices)
    reason = serializers.CharField(min_length=5, max_length=400)
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)
    document_no = serializers.CharField(max_length=60, required=False, default="")
    document_on = serializers.DateField(required=False, allow_null=True, default=None)
    document_issuer = serializers.CharField(max_length=160, required=False, default="")
    file = FileField(
        required=False, default=None,
        help_text="The scan of the document of a closure, inactivity, a suspension, its early end"
        " or a revocation, unless the letter that cancelled the licence carries it.",
    )  # fmt: skip


class MembershipArguments(serializers.Serializer[Any]):
    """Whether the office is a member of the association now, and why this changes."""

    is_member = serializers.BooleanField()
    reason = serializers.CharField(min_length=5, max_length=400)


class MembershipAnswer(serializers.Serializer[Any]):
    """Whether the office is the member that the association declares it to be."""

    is_confirmed = serializers.BooleanField()


class OfficeViewSet(Moving, NotedBulk):
    """The register of offices. The public card is for every caller."""

    queryset = Office.objects.all()
    natural = "code"
    lookup_value_converter = "record"
    is_followed = True
    what = "office"
    item_class = OfficeArguments
    naming = "code"
    expands: ClassVar[dict[str, str]] = {"county": "divisions"}
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
        "place__name", "address", "opening_hours", "rank", "is_member", "membership_declared_on",
        "version", "updated_at",
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
            "membership_declared_on": row["membership_declared_on"],
            "manager_name": row["manager_name"] if sees else None,
            "phone": row["phone"] if sees else None,
            "mobile": row["mobile"] if sees else None,
            "postal_code": row["postal_code"] if sees else None,
            "holder_name": row["holder__name"] if sees else None,
            "version": row["version"],
            "updated_at": row["updated_at"],
        }

    @needs(*REGISTER.permissions)
    @extend_schema(request=OfficeArguments, responses={201: OfficeSerializer})
    def create(self, request: Request) -> Response:
        """Enter an office in the register, as a draft."""
        return self.answer(self.make_one(validated(OfficeArguments, request)), 201)

    @needs(*REGISTER.permissions, once=True)
    @extend_schema(request=bulk_of(OfficeArguments), responses=ANSWERS)
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Enter up to 1,000 offices; the outcome of each is told."""
        return self.make_many(request)

    def make_one(self, data: dict[str, Any]) -> Office:
        """Enter one office."""
        return actions.register_office(**_county(data), actor=self.actor, on=today(), at=now())

    @needs(*EDIT.permissions, match=True)
    @extend_schema(request=OfficeChanges, responses=OfficeSerializer)
    def partial_update(self, request: Request, public_id: str) -> Response:
        """Change what stands on an office's card and in its address book."""
        record = self.get_record()
        data = validated(OfficeChanges, request)
        with self.matching(record):
            office = actions.update_office(office_id=record.pk, **data, actor=self.actor, at=now())
        return self.answer(office)

    state = act_move(
        "state", CHANGE_STATE, "Move an office to its next state, from today.",
        OfficeStateArguments, OfficeSerializer,
        lambda office, data, who: actions.change_office_state(
            office_id=office.pk, **data, **who
        ),
        path="state", sends_files=True,
    )  # fmt: skip

    @extend_schema(responses=files(MEDIA_TYPES.values()))
    @action(detail=True, methods=["get"])
    def letter(self, request: Request, public_id: str) -> HttpResponse:
        """Answer the newest document on the state of an office: its rebuilt copy."""
        letters = OfficeLetter.objects.visible_to(self.actor).filter(office=self.get_record())
        letter = letters.order_by("-pk").first()
        if letter is None:
            raise Http404
        opened = actions.open_office_letter(letter_id=letter.pk, actor=self.actor, at=now())
        if not opened.is_whole:
            raise BrokenSeal
        return sealed(opened.content, letter.scan_type, letter.scan_name)

    membership = act_move(
        "membership", NOTE_MEMBERSHIP,
        "Declare an office a member of the association, or note that it has left it.",
        MembershipArguments, OfficeSerializer,
        lambda office, data, who: actions.set_membership(
            office_id=office.pk, **data, actor=who["actor"], at=who["at"]
        ),
        path="membership",
    )  # fmt: skip
    membership_answer = act_move(
        "membership_answer", CONFIRM_MEMBERSHIP,
        "Confirm or decline, as the office or the secretariat, a membership that is declared.",
        MembershipAnswer, OfficeSerializer,
        lambda office, data, who: actions.answer_membership(office_id=office.pk, **data, **who),
        path="membership-answer",
    )  # fmt: skip


def _county(data: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments with the county's key in the place of its id."""
    if "county" not in data:
        return data
    county = Division.objects.filter(level="county", public_id=data.pop("county")).first()
    if county is None:
        raise Invalid(fields={"county": [_("There is no such county.")]})
    return data | {"county_id": county.pk}

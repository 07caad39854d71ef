"""REST: the offices' licences."""

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.principal import Principal
from accounts.roles import Permission, Role
from core.clock import now
from core.errors import Invalid
from core.rest import Moving, NoArguments, move, needs, validated
from core.rest.filters import CodeFilter, CodesFilter, StatesFilter
from offices import actions
from offices.models import Licence, Office
from offices.states import LICENCE_FLOW, LicenceState


def holds(actor: Principal, licence: Licence) -> bool:
    """Tell whether an operator's own office holds a licence; other roles may ask for any."""
    return actor.role is not Role.OPERATOR or licence.office.public_id in actor.office_ids


class LicenceFilter(django_filters.FilterSet):
    """By office, number, state and expiry."""

    office = django_filters.UUIDFilter(field_name="office__public_id")
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

    office = serializers.UUIDField()
    number = serializers.CharField(max_length=40)
    issued_on = serializers.DateField()
    expires_on = serializers.DateField()


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

    renewal = move(
        "renewal", "Ask for renewal, at least 90 days before expiry.",
        needs(Permission.LICENCE_RENEW, of=holds), NoArguments, LicenceSerializer,
        lambda licence, data, who: actions.request_renewal(licence_id=licence.pk, **who),
        states=LICENCE_FLOW.sources_of(LicenceState.RENEWAL_REQUESTED),
    )  # fmt: skip

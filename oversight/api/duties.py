"""REST: the duties of agencies."""

from typing import Any, ClassVar

import django_filters
from rest_framework import serializers

from core.rest import Scoped
from core.rest.filters import CodeFilter, RecordFilter, StatesFilter, YesNoFilter
from oversight.models import Duty
from oversight.states import DutyKind, DutyState, RefusalCode, VoidCause


class DutyFilter(django_filters.FilterSet):
    """By step, kind, agency, office, case, flag, and the end of the period."""

    state = django_filters.ChoiceFilter(choices=DutyState.choices)
    state__in = StatesFilter(field_name="state", lookup_expr="in", choices=DutyState.choices)
    kind = django_filters.ChoiceFilter(choices=DutyKind.choices)
    agency = django_filters.UUIDFilter(field_name="agency__public_id")
    agency_code = django_filters.CharFilter(field_name="agency__code")
    office = RecordFilter("offices", field_name="office__public_id")
    office_code = CodeFilter(field_name="office__code")
    case = django_filters.UUIDFilter(field_name="case__public_id")
    flag = django_filters.UUIDFilter(field_name="flag__public_id")
    is_open = YesNoFilter(field_name="ended_on", lookup_expr="isnull")
    due_on__lte = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")
    due_on__gte = django_filters.DateFilter(field_name="due_on", lookup_expr="gte")
    starts_on__gte = django_filters.DateFilter(field_name="starts_on", lookup_expr="gte")
    starts_on__lte = django_filters.DateFilter(field_name="starts_on", lookup_expr="lte")

    class Meta:
        model = Duty
        fields: ClassVar[list[str]] = []


class DutySerializer(serializers.Serializer[Any]):
    """What one finding asks of one agency: until when, how far up, and how it ended."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(DutyKind.choices)
    kind_label = serializers.CharField()
    agency = serializers.UUIDField()
    agency_code = serializers.CharField()
    office = serializers.UUIDField()
    office_code = serializers.CharField()
    case = serializers.UUIDField(allow_null=True)
    case_number = serializers.CharField(allow_null=True)
    flag = serializers.UUIDField(allow_null=True)
    contract = serializers.UUIDField(allow_null=True)
    contract_number = serializers.CharField(allow_null=True)
    review = serializers.UUIDField(allow_null=True)
    review_number = serializers.CharField(allow_null=True)
    starts_on = serializers.DateField()
    due_on = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(DutyState.choices)
    state_label = serializers.CharField()
    reminded_on = serializers.DateField(allow_null=True)
    head_on = serializers.DateField(allow_null=True)
    deputy_on = serializers.DateField(allow_null=True)
    agenda_on = serializers.DateField(allow_null=True)
    ended_on = serializers.DateField(allow_null=True)
    refusal_code = serializers.ChoiceField(RefusalCode.choices, allow_null=True)
    refusal_reason = serializers.CharField(allow_blank=True)
    void_cause = serializers.ChoiceField(VoidCause.choices, allow_null=True)


class DutyViewSet(Scoped):
    """Duties of agencies in scope: all for the province, an agency's own for the agency."""

    queryset = Duty.objects.of_agencies()
    is_followed = True
    expands: ClassVar[dict[str, str]] = {
        "agency": "agencies", "office": "offices", "case": "cases", "flag": "flags",
        "contract": "contracts", "review": "termination-reviews",
    }  # fmt: skip
    serializer_class = DutySerializer
    filterset_class = DutyFilter
    orders: ClassVar[dict[str, Any]] = {
        "starts_on": ("starts_on", "id"), "-starts_on": ("-starts_on", "-id"),
    }  # fmt: skip
    columns = (
        "public_id", "kind", "agency__public_id", "agency__code", "office__public_id",
        "office__code", "case__public_id", "case__number", "flag__public_id",
        "contract__public_id", "contract__number", "review__public_id", "review__number",
        "starts_on", "due_on", "state", "reminded_on", "head_on", "deputy_on", "agenda_on",
        "ended_on", "refusal_code", "refusal_reason", "void_cause",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a duty."""
        kept = dict(row)
        kept.pop("id", None)
        return {
            "id": kept.pop("public_id"),
            "kind": kept.pop("kind"),
            "kind_label": str(DutyKind(row["kind"]).label),
            "agency": kept.pop("agency__public_id"),
            "agency_code": kept.pop("agency__code"),
            "office": kept.pop("office__public_id"),
            "office_code": kept.pop("office__code"),
            "case": kept.pop("case__public_id"),
            "case_number": kept.pop("case__number"),
            "flag": kept.pop("flag__public_id"),
            "contract": kept.pop("contract__public_id"),
            "contract_number": kept.pop("contract__number"),
            "review": kept.pop("review__public_id"),
            "review_number": kept.pop("review__number"),
            "state_label": str(DutyState(row["state"]).label),
            **kept,
            "refusal_code": row["refusal_code"] or None,
            "void_cause": row["void_cause"] or None,
        }

"""REST: flags."""

from typing import Any, ClassVar

import django_filters
from rest_framework import serializers

from core.rest import Scoped
from core.rest.filters import CodeFilter, RecordFilter, StatesFilter, YesNoFilter
from oversight.models import Flag
from oversight.states import FlagScope, RuleCode


class FlagFilter(django_filters.FilterSet):
    """By rule, scope, office, contract, agency, day, and whether it still matters."""

    code = django_filters.ChoiceFilter(choices=RuleCode.choices)
    code__in = StatesFilter(field_name="code", lookup_expr="in", choices=RuleCode.choices)
    scope = django_filters.ChoiceFilter(choices=FlagScope.choices)
    office = RecordFilter("offices", field_name="office__public_id")
    office_code = CodeFilter(field_name="office__code")
    contract = django_filters.UUIDFilter(field_name="contract__public_id")
    agency = django_filters.UUIDFilter(field_name="agency__public_id")
    as_of__gte = django_filters.DateFilter(field_name="as_of", lookup_expr="gte")
    as_of__lte = django_filters.DateFilter(field_name="as_of", lookup_expr="lte")
    is_open = YesNoFilter(field_name="end", lookup_expr="isnull")
    is_watch = YesNoFilter()

    class Meta:
        model = Flag
        fields: ClassVar[list[str]] = []


class FlagSerializer(serializers.Serializer[Any]):
    """A flag: immutable, explained in one sentence."""

    id = serializers.UUIDField()
    code = serializers.ChoiceField(RuleCode.choices)
    code_label = serializers.CharField()
    policy_version = serializers.IntegerField()
    scope = serializers.ChoiceField(FlagScope.choices)
    scope_label = serializers.CharField()
    office = serializers.UUIDField(allow_null=True)
    office_code = serializers.CharField(allow_null=True)
    contract = serializers.UUIDField(allow_null=True)
    contract_number = serializers.CharField(allow_null=True)
    agency = serializers.UUIDField(allow_null=True)
    agency_code = serializers.CharField(allow_null=True)
    as_of = serializers.DateField()
    sentence = serializers.CharField()
    is_watch = serializers.BooleanField()
    fingerprint = serializers.CharField()
    ended_on = serializers.DateField(allow_null=True)
    ended_how = serializers.CharField(allow_null=True)


class FlagViewSet(Scoped):
    """Flags in scope."""

    queryset = Flag.objects.all()
    is_followed = True
    expands: ClassVar[dict[str, str]] = {
        "office": "offices", "agency": "agencies", "contract": "contracts",
    }  # fmt: skip
    serializer_class = FlagSerializer
    filterset_class = FlagFilter
    orders: ClassVar[dict[str, Any]] = {"-as_of": ("-as_of", "-id"), "as_of": ("as_of", "id")}
    columns = (
        "public_id", "code", "version__number", "scope", "office__public_id", "office__code",
        "contract__public_id", "contract__number", "agency__public_id", "agency__code", "as_of",
        "sentence", "is_watch", "fingerprint", "end__on", "end__kind",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a flag."""
        return {
            "id": row["public_id"],
            "code": row["code"],
            "code_label": str(RuleCode(row["code"]).label),
            "policy_version": row["version__number"],
            "scope": row["scope"],
            "scope_label": str(FlagScope(row["scope"]).label),
            "office": row["office__public_id"],
            "office_code": row["office__code"],
            "contract": row["contract__public_id"],
            "contract_number": row["contract__number"],
            "agency": row["agency__public_id"],
            "agency_code": row["agency__code"],
            "as_of": row["as_of"],
            "sentence": row["sentence"],
            "is_watch": row["is_watch"],
            "fingerprint": row["fingerprint"],
            "ended_on": row["end__on"],
            "ended_how": row["end__kind"],
        }

"""The public form of cases over REST, and how their lists are narrowed."""

from typing import Any, ClassVar

import django_filters
from rest_framework import serializers

from core.persian import loose_key
from core.requests import known
from core.rest.filters import (
    CodeFilter,
    CodesFilter,
    MomentFilter,
    RecordFilter,
    StatesFilter,
    YesNoFilter,
)
from offices.models import Office
from violations.models import Case
from violations.states import CaseState, Severity, Track


class CaseFilter(django_filters.FilterSet):
    """By number, office, agency, type, track, state, severity, outcome and days."""

    q = django_filters.CharFilter(method="search")
    number = CodeFilter()
    number__in = CodesFilter(field_name="number", lookup_expr="in")
    office = RecordFilter("offices", field_name="office__public_id")
    office_code = CodeFilter(field_name="office__code")
    office_code__in = CodesFilter(field_name="office__code", lookup_expr="in")
    agency_code = django_filters.CharFilter(field_name="agency__code")
    contract = django_filters.UUIDFilter(field_name="contract__public_id")
    type_code = django_filters.CharFilter(field_name="type__code")
    type_code__in = CodesFilter(field_name="type__code", lookup_expr="in")
    track = django_filters.ChoiceFilter(choices=Track.choices)
    state = django_filters.ChoiceFilter(choices=CaseState.choices)
    state__in = StatesFilter(field_name="state", lookup_expr="in", choices=CaseState.choices)
    severity = django_filters.ChoiceFilter(choices=Severity.choices)
    occurred_on__gte = django_filters.DateFilter(field_name="occurred_on", lookup_expr="gte")
    occurred_on__lte = django_filters.DateFilter(field_name="occurred_on", lookup_expr="lte")
    opened_on__gte = django_filters.DateFilter(field_name="opened_on", lookup_expr="gte")
    opened_on__lte = django_filters.DateFilter(field_name="opened_on", lookup_expr="lte")
    decision_due_on__lte = django_filters.DateFilter(
        field_name="decision_due_on", lookup_expr="lte"
    )
    served_on__isnull = YesNoFilter(field_name="served_on", lookup_expr="isnull")
    closed_on__isnull = YesNoFilter(field_name="closed_on", lookup_expr="isnull")
    updated_at__gte = MomentFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = []

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Return the cases of offices that hold what was typed."""
        key = loose_key(value)
        if not key:
            return queryset
        offices = Office.objects.holding(key, known(self.request).principal)
        return queryset.filter(office__in=offices.values("pk"))


class CaseSerializer(serializers.Serializer[Any]):
    """A case; the association gets type, state and days, the rest is null for it."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    track = serializers.ChoiceField(Track.choices)
    track_label = serializers.CharField()
    state = serializers.ChoiceField(CaseState.choices)
    state_label = serializers.CharField()
    office = serializers.UUIDField()
    office_code = serializers.CharField()
    office_name = serializers.CharField()
    type = serializers.UUIDField()
    type_code = serializers.CharField()
    type_title = serializers.CharField()
    occurred_on = serializers.DateField()
    opened_on = serializers.DateField()
    serve_due_on = serializers.DateField()
    served_on = serializers.DateField(allow_null=True)
    defence_due_on = serializers.DateField(allow_null=True)
    decision_due_on = serializers.DateField(allow_null=True)
    decision_on = serializers.DateField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    decision_serve_due_on = serializers.DateField(allow_null=True)
    appeal_due_on = serializers.DateField(allow_null=True)
    final_on = serializers.DateField(allow_null=True)
    result_serve_due_on = serializers.DateField(allow_null=True)
    result_served_on = serializers.DateField(allow_null=True)
    is_contested = serializers.BooleanField()
    appeal_decision_due_on = serializers.DateField(allow_null=True)
    execution_due_on = serializers.DateField(
        allow_null=True, help_text="Null for the office and the association."
    )
    executed_on = serializers.DateField(allow_null=True)
    closing_due_on = serializers.DateField(
        allow_null=True, help_text="Null for the office and the association."
    )
    closed_on = serializers.DateField(allow_null=True)
    agency = serializers.UUIDField(allow_null=True)
    agency_code = serializers.CharField(allow_null=True)
    contract = serializers.UUIDField(allow_null=True)
    contract_number = serializers.CharField(allow_null=True)
    linked_number = serializers.CharField(allow_null=True)
    severity = serializers.CharField(allow_null=True)
    points = serializers.IntegerField(allow_null=True)
    outcome = serializers.CharField(
        allow_null=True,
        help_text="Null, never empty, until there is a decision of which the caller may know.",
    )
    outcome_label = serializers.CharField(allow_null=True)
    occurrence = serializers.IntegerField(allow_null=True)
    sanction = serializers.CharField(allow_null=True)
    sanction_label = serializers.CharField(allow_null=True)
    sanction_days = serializers.IntegerField(allow_null=True)
    round_no = serializers.IntegerField(allow_null=True)
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


NAMES = {
    "public_id": "id",
    "office__public_id": "office",
    "office__code": "office_code",
    "office__name": "office_name",
    "agency__public_id": "agency",
    "agency__code": "agency_code",
    "contract__public_id": "contract",
    "type__public_id": "type",
    "contract__number": "contract_number",
    "type__code": "type_code",
    "type__title": "type_title",
    "linked__number": "linked_number",
}
# What the association is not told (design: DOMAIN C6, SECURITY 2).
HIDDEN = (
    "agency", "agency_code", "contract", "contract_number", "linked_number", "severity", "points",
    "outcome",
    "outcome_label", "occurrence", "sanction", "sanction_label", "sanction_days",
    "round_no",
)  # fmt: skip
# Windows of those who handle the case: they tell what an office has not been served yet.
KEEPERS = ("execution_due_on", "closing_due_on")
# What would tell it all the same.
HIDDEN_FILTERS = frozenset({"agency_code", "contract", "severity"})


class FileSerializer(serializers.Serializer[Any]):
    """What lies in a case's file, as far as the caller may read it."""

    notices = serializers.ListField(child=serializers.DictField())
    defences = serializers.ListField(child=serializers.DictField())
    hearings = serializers.ListField(child=serializers.DictField())
    decisions = serializers.ListField(child=serializers.DictField())
    appeal = serializers.DictField(allow_null=True)
    corrections = serializers.ListField(child=serializers.DictField())
    evidence = serializers.ListField(child=serializers.DictField())


class WaiverTextsSerializer(serializers.Serializer[Any]):
    """The official sentences by which the office ends a window early; empty without a last day."""

    defence = serializers.CharField()
    appeal = serializers.CharField()


# What lies in the file of a case, by columns.
NOTICE = (
    "kind", "channel", "letter_no", "text", "issued_on", "served_on", "served_at", "proof",
    "receipt__public_id", "reminded_on", "reminded_again_on", "paper_since", "paper_due_on",
)  # fmt: skip
DEFENCE = (
    "stance", "text", "submitted_on", "is_late", "is_paper", "contest_until", "contested_on",
    "contest_reason",
)  # fmt: skip
DECISION = (
    "forum", "outcome", "reasons", "occurrence", "proposed_sanction", "proposed_days", "sanction",
    "sanction_days", "override_reason", "points", "decided_on", "decided_by_name",
    "document_no", "document_on", "document_issuer", "session__public_id",
    "judgment_result", "round_no",
)  # fmt: skip
APPEAL = (
    "text", "filed_on", "is_paper", "result", "decided_on", "round_no",
    "contest_until", "contested_on", "contest_reason",
)  # fmt: skip
CORRECTION = ("text", "due_on", "done_on", "done_note", "verified_on", "verified_note")

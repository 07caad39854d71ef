"""REST: what was decided in cases, and what was said against it; read only."""

from typing import Any, ClassVar

import django_filters
from rest_framework import serializers

from accounts.principal import Principal
from core.rest import Scoped
from core.rest.filters import CodeFilter, CodesFilter, RecordFilter, StatesFilter, YesNoFilter
from core.rest.shaping import renaming
from violations.facts import told_decision, told_results
from violations.models import Appeal, Decision
from violations.states import AppealResult, Forum, JudgmentResult, Outcome, SanctionKind, Track

# The case of what was decided, and the names under which it is told.
OF_CASE = {
    "case__public_id": "case",
    "case__number": "case_number",
    "case__track": "track",
    "case__office__public_id": "office",
    "case__office__code": "office_code",
    "case__agency__public_id": "agency",
    "case__agency__code": "agency_code",
}
EXPANDS = {"case": "cases", "office": "offices", "agency": "agencies"}


class OfCaseFilter(django_filters.FilterSet):
    """By case, office, agency and track."""

    case = django_filters.UUIDFilter(field_name="case__public_id")
    case_number = CodeFilter(field_name="case__number")
    case_number__in = CodesFilter(field_name="case__number", lookup_expr="in")
    office = RecordFilter("offices", field_name="case__office__public_id")
    office_code = CodeFilter(field_name="case__office__code")
    office_code__in = CodesFilter(field_name="case__office__code", lookup_expr="in")
    agency_code = django_filters.CharFilter(field_name="case__agency__code")
    track = django_filters.ChoiceFilter(field_name="case__track", choices=Track.choices)


class OfCaseSerializer(serializers.Serializer[Any]):
    """The case that it belongs to."""

    id = serializers.UUIDField()
    case = serializers.UUIDField()
    case_number = serializers.CharField()
    track = serializers.ChoiceField(Track.choices)
    track_label = serializers.CharField()
    office = serializers.UUIDField()
    office_code = serializers.CharField()
    agency = serializers.UUIDField(allow_null=True)
    agency_code = serializers.CharField(allow_null=True)


class DecisionFilter(OfCaseFilter):
    """By case, office, agency, track, forum, outcome, sanction and day."""

    forum = django_filters.ChoiceFilter(choices=Forum.choices)
    forum__in = StatesFilter(field_name="forum", lookup_expr="in", choices=Forum.choices)
    outcome = django_filters.ChoiceFilter(choices=Outcome.choices)
    sanction = django_filters.ChoiceFilter(choices=SanctionKind.choices)
    sanction__in = StatesFilter(
        field_name="sanction", lookup_expr="in", choices=SanctionKind.choices
    )
    decided_on__gte = django_filters.DateFilter(field_name="decided_on", lookup_expr="gte")
    decided_on__lte = django_filters.DateFilter(field_name="decided_on", lookup_expr="lte")

    class Meta:
        model = Decision
        fields: ClassVar[list[str]] = []


class DecisionSerializer(OfCaseSerializer):
    """A decision with its reasons; it is never changed, the appeal's is one of its own."""

    forum = serializers.ChoiceField(Forum.choices)
    forum_label = serializers.CharField()
    outcome = serializers.ChoiceField(Outcome.choices)
    outcome_label = serializers.CharField()
    reasons = serializers.CharField()
    occurrence = serializers.IntegerField(allow_null=True)
    proposed_sanction = serializers.CharField(allow_null=True)
    proposed_sanction_label = serializers.CharField(allow_null=True)
    proposed_days = serializers.IntegerField(allow_null=True)
    sanction = serializers.ChoiceField(SanctionKind.choices)
    sanction_label = serializers.CharField()
    sanction_days = serializers.IntegerField(allow_null=True)
    override_reason = serializers.CharField(allow_blank=True)
    points = serializers.IntegerField()
    decided_on = serializers.DateField()
    decided_by_name = serializers.CharField(
        allow_null=True, help_text="Null for the office: its letter says who signed."
    )
    document_no = serializers.CharField(allow_blank=True)
    document_on = serializers.DateField(allow_null=True)
    document_issuer = serializers.CharField(allow_blank=True)
    session = serializers.UUIDField(allow_null=True)
    judgment_result = serializers.CharField(allow_null=True)
    judgment_result_label = serializers.CharField(allow_null=True)
    round_no = serializers.IntegerField()


class DecisionViewSet(Scoped):
    """Decisions in scope; to the office they open with the service of their notice."""

    queryset = Decision.objects.all()
    is_followed = True
    expands: ClassVar[dict[str, str]] = EXPANDS
    serializer_class = DecisionSerializer
    filterset_class = DecisionFilter
    orders: ClassVar[dict[str, Any]] = {
        "-decided_on": ("-decided_on", "-id"), "decided_on": ("decided_on", "id"),
    }  # fmt: skip
    columns = (
        "public_id", *OF_CASE, "forum", "outcome", "reasons", "occurrence", "proposed_sanction",
        "proposed_days", "sanction", "sanction_days", "override_reason", "points", "decided_on",
        "decided_by_name", "document_no", "document_on", "document_issuer", "session__public_id",
        "judgment_result", "round_no",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a decision; who made it is told to those inside."""
        told = _decision(told_decision(row, self.actor))
        sanctions, proposed = self.labels(SanctionKind), row["proposed_sanction"]
        told["track_label"] = self.labels(Track)[told["track"]]
        told["forum_label"] = self.labels(Forum)[row["forum"]]
        told["outcome_label"] = self.labels(Outcome)[row["outcome"]]
        told["sanction_label"] = sanctions[row["sanction"]]
        result = row["judgment_result"]
        told["judgment_result"] = result or None
        told["judgment_result_label"] = self.labels(JudgmentResult)[result] if result else None
        told["proposed_sanction"] = proposed or None
        told["proposed_sanction_label"] = sanctions[proposed] if proposed else None
        return told


class AppealFilter(OfCaseFilter):
    """By case, office, agency, track and day, and by a result that the caller may know."""

    result = django_filters.ChoiceFilter(field_name="told_result", choices=AppealResult.choices)
    filed_on__gte = django_filters.DateFilter(field_name="filed_on", lookup_expr="gte")
    filed_on__lte = django_filters.DateFilter(field_name="filed_on", lookup_expr="lte")
    decided_on__gte = django_filters.DateFilter(field_name="told_decided_on", lookup_expr="gte")
    decided_on__lte = django_filters.DateFilter(field_name="told_decided_on", lookup_expr="lte")
    decided_on__isnull = YesNoFilter(field_name="told_decided_on", lookup_expr="isnull")
    is_paper = YesNoFilter()

    class Meta:
        model = Appeal
        fields: ClassVar[list[str]] = []


class AppealSerializer(OfCaseSerializer):
    """What an office said against a decision, and how it ended."""

    text = serializers.CharField()
    filed_on = serializers.DateField()
    is_paper = serializers.BooleanField()
    result = serializers.CharField(
        allow_null=True,
        help_text="Null until it is decided, for the office until the result has been served.",
    )
    result_label = serializers.CharField(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    round_no = serializers.IntegerField()
    contested_on = serializers.DateField(allow_null=True)


class AppealViewSet(Scoped):
    """Objections in scope; their result opens to the office with its service."""

    queryset = Appeal.objects.all()
    is_followed = True
    expands: ClassVar[dict[str, str]] = EXPANDS
    serializer_class = AppealSerializer
    filterset_class = AppealFilter
    orders: ClassVar[dict[str, Any]] = {
        "-filed_on": ("-filed_on", "-id"), "filed_on": ("filed_on", "id"),
    }  # fmt: skip
    columns = (
        "public_id", *OF_CASE, "text", "filed_on", "is_paper", "told_result", "told_decided_on",
        "round_no", "contested_on",
    )  # fmt: skip

    def annotated(self, queryset: Any, actor: Principal) -> Any:
        """Return the objections, each with as much of its end as the actor may know."""
        return queryset.annotate(**told_results(actor))

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of an objection."""
        told, result = _appeal(row), row["told_result"]
        told["track_label"] = self.labels(Track)[told["track"]]
        told["result"] = result or None
        told["result_label"] = self.labels(AppealResult)[result] if result else None
        return told


NAMES = OF_CASE | {
    "public_id": "id",
    "session__public_id": "session",
    "told_result": "result",
    "told_decided_on": "decided_on",
}
_decision = renaming({name: NAMES.get(name, name) for name in DecisionViewSet.columns})
_appeal = renaming({name: NAMES.get(name, name) for name in AppealViewSet.columns})

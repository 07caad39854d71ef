"""REST: cases, from notice to closure."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.principal import Principal
from accounts.roles import Permission, Role
from contracts.states import WaiverWindow
from core.rest import Scoped, needs
from violations import actions
from violations.api import arguments
from violations.api.reports import _files
from violations.api.transitions import move
from violations.facts import evidence_of, is_told, read_notices, told_to, waiver_text, withhold
from violations.models import Appeal, Case, CorrectiveAction, Decision, Defence, Notice
from violations.states import CaseState, Outcome, SanctionKind, Severity, Track


class CaseFilter(django_filters.FilterSet):
    """By number, office, agency, type, track, state, severity, outcome and days."""

    number = django_filters.CharFilter()
    office_code = django_filters.CharFilter(field_name="office__code")
    agency_code = django_filters.CharFilter(field_name="agency__code")
    type_code = django_filters.CharFilter(field_name="type__code")
    track = django_filters.ChoiceFilter(choices=Track.choices)
    state = django_filters.ChoiceFilter(choices=CaseState.choices)
    state__in = django_filters.BaseInFilter(field_name="state", lookup_expr="in")
    severity = django_filters.ChoiceFilter(choices=Severity.choices)
    opened_on__gte = django_filters.DateFilter(field_name="opened_on", lookup_expr="gte")
    opened_on__lte = django_filters.DateFilter(field_name="opened_on", lookup_expr="lte")
    updated_at__gte = django_filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = []


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
    executed_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    agency_code = serializers.CharField(allow_null=True)
    contract_number = serializers.CharField(allow_null=True)
    linked_number = serializers.CharField(allow_null=True)
    severity = serializers.CharField(allow_null=True)
    points = serializers.IntegerField(allow_null=True)
    outcome = serializers.CharField(allow_null=True)
    outcome_label = serializers.CharField(allow_null=True)
    occurrence = serializers.IntegerField(allow_null=True)
    sanction = serializers.CharField(allow_null=True)
    sanction_label = serializers.CharField(allow_null=True)
    sanction_days = serializers.IntegerField(allow_null=True)
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


_NAMES = {
    "public_id": "id",
    "office__public_id": "office",
    "office__code": "office_code",
    "office__name": "office_name",
    "agency__code": "agency_code",
    "contract__number": "contract_number",
    "type__code": "type_code",
    "type__title": "type_title",
    "linked__number": "linked_number",
}
# What the association is not told (design: DOMAIN C6, SECURITY 2).
_HIDDEN = (
    "agency_code", "contract_number", "linked_number", "severity", "points", "outcome",
    "outcome_label", "occurrence", "sanction", "sanction_label", "sanction_days",
)  # fmt: skip


class FileSerializer(serializers.Serializer[Any]):
    """What lies in a case's file, as far as the caller may read it."""

    notices = serializers.ListField(child=serializers.DictField())
    defences = serializers.ListField(child=serializers.DictField())
    decisions = serializers.ListField(child=serializers.DictField())
    appeal = serializers.DictField(allow_null=True)
    corrections = serializers.ListField(child=serializers.DictField())
    evidence = serializers.ListField(child=serializers.DictField())


class WaiverTextsSerializer(serializers.Serializer[Any]):
    """The official sentences by which the office ends a window early."""

    defence = serializers.CharField()
    appeal = serializers.CharField()


def keeps(actor: Principal, case: Case) -> bool:
    """Tell whether the case's track is the actor's: the agency's or the province's."""
    return actor.role is not Role.OPERATOR and actor.is_agency == (case.track == Track.CONTRACT)


def answers(actor: Principal, case: Case) -> bool:
    """Tell whether the actor speaks for an office that was told the decision."""
    return actor.role is Role.OPERATOR and is_told(case, actor)


class CaseViewSet(Scoped):
    """Cases in the caller's scope."""

    queryset = Case.objects.all()
    serializer_class = CaseSerializer
    filterset_class = CaseFilter
    orders: ClassVar[dict[str, Any]] = {
        "-opened_on": ("-opened_on", "-id"),
        "opened_on": ("opened_on", "id"),
        "updated_at": ("updated_at", "id"),
    }
    columns = (
        "public_id", "number", "track", "state", "office__public_id", "office__code",
        "office__name", "type__code", "type__title", "occurred_on", "opened_on", "serve_due_on",
        "served_on", "defence_due_on", "decision_due_on", "decision_on", "decided_on",
        "decision_serve_due_on", "appeal_due_on", "final_on", "result_serve_due_on",
        "result_served_on", "executed_on", "closed_on", "agency__code",
        "contract__number", "linked__number", "severity", "points", "outcome", "occurrence",
        "sanction", "sanction_days", "version", "updated_at", "is_told",
    )  # fmt: skip

    def get_queryset(self) -> Any:
        """Return the cases in scope; each tells whether its outcome may be known."""
        return super().get_queryset().annotate(is_told=told_to(self.actor))

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a case for this caller."""
        withhold(row)
        told = {_NAMES.get(name, name): value for name, value in row.items() if name != "id"}
        told["track_label"] = str(Track(row["track"]).label)
        told["state_label"] = str(CaseState(row["state"]).label)
        outcome, sanction = row["outcome"], row["sanction"]
        told["outcome"], told["sanction"] = outcome or None, sanction or None
        told["outcome_label"] = str(Outcome(outcome).label) if outcome else None
        told["sanction_label"] = str(SanctionKind(sanction).label) if sanction else None
        if self.actor.role is Role.ASSOCIATION:
            told |= dict.fromkeys(_HIDDEN)
        elif not self.actor.is_province:
            told["linked_number"] = None  # the twin lies with the other side
        return told

    def answer(self, case: Case, status: int = 200) -> Response:
        """Return the case after an action."""
        rows = Case.objects.filter(pk=case.pk).annotate(is_told=told_to(self.actor))
        return Response(self.shape(rows.values(*self.columns).get()), status=status)

    @extend_schema(responses=FileSerializer)
    @action(detail=True, methods=["get"], url_path="file")
    def file(self, request: Request, public_id: str) -> Response:
        """Answer what lies in the case's file and may be read by the caller."""
        if self.actor.role is Role.ASSOCIATION:
            raise Http404
        case = self.get_record()
        return Response(
            {
                "notices": self._notices(case),
                "defences": self._rows(Defence, case, *_DEFENCE),
                "decisions": self._rows(Decision, case, *_DECISION),
                "appeal": next(iter(self._rows(Appeal, case, *_APPEAL)), None),
                "corrections": self._rows(CorrectiveAction, case, *_CORRECTION),
                "evidence": [_exhibit(row) for row in evidence_of(case, self.actor)],
            }
        )

    def _notices(self, case: Case) -> list[dict[str, Any]]:
        """Return the notices; what one says opens to the office with its service."""
        opened = read_notices(case, self.actor)
        return [
            row if row["id"] in opened else row | {"text": ""}
            for row in self._rows(Notice, case, *_NOTICE)
        ]

    def _rows(self, model: Any, case: Case, *columns: str) -> list[dict[str, Any]]:
        rows = model.objects.visible_to(self.actor).filter(case=case).order_by("pk")
        return [{"id": row.pop("public_id"), **row} for row in rows.values("public_id", *columns)]

    @extend_schema(responses=WaiverTextsSerializer)
    @action(detail=True, methods=["get"], url_path="waiver-text")
    def waiver_text(self, request: Request, public_id: str) -> Response:
        """Answer the official sentences by which the office ends a window early."""
        if self.actor.role is not Role.OPERATOR:
            raise Http404
        case = self.get_record()
        windows = (WaiverWindow.DEFENCE, WaiverWindow.APPEAL)
        return Response({window.value: waiver_text(case, window) for window in windows})

    notice = move(
        "notice", "Issue a notice of the case.", needs(Permission.CASE_SERVE, of=keeps),
        arguments.NoticeArguments, CaseSerializer,
        lambda case, data, who: actions.issue_notice(case_id=case.pk, **data, **who),
    )  # fmt: skip
    acknowledge = move(
        "acknowledge", "Acknowledge a notice, as the office: it is served today.",
        needs(Permission.CASE_DEFEND), arguments.NoticeKindArguments, CaseSerializer,
        lambda case, data, who: actions.acknowledge_notice(case_id=case.pk, **data, **who),
    )  # fmt: skip
    service = move(
        "service", "Record that a notice was served by letter or in person.",
        needs(Permission.CASE_SERVE, of=keeps), arguments.ServiceArguments, CaseSerializer,
        lambda case, data, who: actions.record_service(
            case_id=case.pk, receipt_id=data.pop("receipt"), **data, **who
        ),
    )  # fmt: skip
    defence = move(
        "defence", "Answer, as the office.", needs(Permission.CASE_DEFEND),
        arguments.DefenceArguments, CaseSerializer,
        lambda case, data, who: actions.submit_defence(case_id=case.pk, **_files(data), **who),
    )  # fmt: skip
    paper_defence = move(
        "paper_defence", "Enter an answer that came on paper.",
        needs(Permission.CASE_ENTER_PAPER, of=keeps), arguments.PaperDefenceArguments,
        CaseSerializer,
        lambda case, data, who: actions.enter_paper_defence(
            case_id=case.pk, **_files(data), **who
        ),
    )  # fmt: skip
    waive = move(
        "waive", "End a window early, as the office, with a one-time code.",
        needs(Permission.CASE_WAIVE), arguments.WaiverArguments, CaseSerializer,
        lambda case, data, who: actions.waive_window(case_id=case.pk, **data, **who),
    )  # fmt: skip
    schedule = move(
        "schedule", "Name the day of decision.", needs(Permission.CASE_SERVE, of=keeps),
        arguments.ScheduleArguments, CaseSerializer,
        lambda case, data, who: actions.schedule_case(case_id=case.pk, **data, **who),
    )  # fmt: skip
    decision = move(
        "decision", "Decide a heard case, with a one-time code.",
        needs(Permission.CASE_DECIDE_CONTRACT, Permission.CASE_DECIDE_LICENCE, of=keeps),
        arguments.DecisionArguments, CaseSerializer,
        lambda case, data, who: actions.decide_case(case_id=case.pk, **data, **who),
    )  # fmt: skip
    appeal = move(
        "appeal", "Object to the decision, as the office.", needs(Permission.CASE_APPEAL),
        arguments.AppealArguments, CaseSerializer,
        lambda case, data, who: actions.file_appeal(case_id=case.pk, **_files(data), **who),
    )  # fmt: skip
    paper_appeal = move(
        "paper_appeal", "Enter an objection that came on paper.",
        needs(Permission.CASE_ENTER_PAPER, of=keeps), arguments.PaperAppealArguments,
        CaseSerializer,
        lambda case, data, who: actions.enter_paper_appeal(
            case_id=case.pk, **_files(data), **who
        ),
    )  # fmt: skip
    appeal_decision = move(
        "appeal_decision", "Decide the objection, with a one-time code.",
        needs(Permission.CASE_DECIDE_APPEAL), arguments.AppealDecisionArguments, CaseSerializer,
        lambda case, data, who: actions.decide_appeal(case_id=case.pk, **data, **who),
    )  # fmt: skip
    judgment = move(
        "judgment", "Record a judgment that annuls the final decision.",
        needs(Permission.CASE_DECIDE_APPEAL), arguments.JudgmentArguments, CaseSerializer,
        lambda case, data, who: actions.record_judgment(case_id=case.pk, **data, **who),
    )  # fmt: skip
    execution = move(
        "execution", "Carry out the sanction of a final case, with a one-time code.",
        needs(Permission.CONTRACT_SUSPEND, Permission.LICENCE_SANCTION, of=keeps),
        arguments.SignedArguments, CaseSerializer,
        lambda case, data, who: actions.execute_sanction(case_id=case.pk, **who),
    )  # fmt: skip
    closing = move(
        "closing", "Close a final case.", needs(Permission.CASE_VERIFY, of=keeps),
        arguments.ClosingArguments, CaseSerializer,
        lambda case, data, who: actions.close_case(case_id=case.pk, **data, **who),
    )  # fmt: skip
    closing_without_action = move(
        "closing_without_action", "Close an undecided case without action.",
        needs(Permission.REPORT_TRIAGE_CONTRACT, Permission.REPORT_TRIAGE_LICENCE, of=keeps),
        arguments.ReasonArguments, CaseSerializer,
        lambda case, data, who: actions.close_no_action(case_id=case.pk, **data, **who),
    )  # fmt: skip
    correction = move(
        "correction", "Add what the office must put right.",
        needs(Permission.CASE_CORRECT, of=keeps), arguments.CorrectionArguments, CaseSerializer,
        lambda case, data, who: actions.add_correction(case_id=case.pk, **data, **who),
    )  # fmt: skip
    correction_report = move(
        "correction_report", "Say, as the office, that it has been put right.",
        needs(Permission.CASE_CORRECT, of=answers), arguments.CorrectionReportArguments,
        CaseSerializer,
        lambda case, data, who: actions.report_correction(
            correction_id=_correction(case, data, who["actor"]), **_files(data), **who
        ),
    )  # fmt: skip
    correction_check = move(
        "correction_check", "Verify what the office put right, or ask for it again.",
        needs(Permission.CASE_VERIFY, of=keeps), arguments.VerificationArguments, CaseSerializer,
        lambda case, data, who: actions.verify_correction(
            correction_id=_correction(case, data, who["actor"]), **data, **who
        ),
    )  # fmt: skip
    note = move(
        "note", "Add an internal note.", needs(Permission.CASE_NOTE), arguments.NoteArguments,
        CaseSerializer,
        lambda case, data, who: actions.add_note(
            case_id=case.pk, text=data["text"], actor=who["actor"], at=who["at"]
        ),
    )  # fmt: skip


_NOTICE = (
    "kind", "channel", "letter_no", "text", "issued_on", "served_on", "proof", "receipt__public_id"
)  # fmt: skip
_DEFENCE = ("stance", "text", "submitted_on", "is_late", "is_paper")
_DECISION = (
    "forum", "outcome", "reasons", "occurrence", "proposed_sanction", "proposed_days", "sanction",
    "sanction_days", "override_reason", "points", "decided_on", "decided_by_name",
    "document_no", "document_on", "document_issuer",
)  # fmt: skip
_APPEAL = ("text", "filed_on", "is_paper", "result", "decided_on")
_CORRECTION = ("text", "due_on", "done_on", "done_note", "verified_on", "verified_note")


def _exhibit(row: dict[str, Any]) -> dict[str, Any]:
    row = dict(row)
    return {"id": row.pop("public_id"), **row}


def _correction(case: Case, data: Any, actor: Principal) -> int:
    """Return the key of the case's correction that the arguments name, or 404."""
    wanted: Mapping[str, Any] = {"public_id": data.pop("correction")}
    rows = CorrectiveAction.objects.visible_to(actor).filter(case=case, **wanted)
    found = rows.values_list("pk", flat=True)
    key = found.first()
    if key is None:
        raise Http404
    return int(key)

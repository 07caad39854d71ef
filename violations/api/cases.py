"""REST: cases, from notice to closure."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from contracts.states import WaiverWindow
from core.clock import today
from core.rest import move, needs
from core.rest.shaping import renaming
from violations import actions
from violations.api import arguments
from violations.api.case_shapes import (
    APPEAL,
    CORRECTION,
    DECISION,
    DEFENCE,
    HIDDEN,
    HIDDEN_FILTERS,
    NAMES,
    NOTICE,
    CaseFilter,
    CaseSerializer,
    FileSerializer,
    WaiverTextsSerializer,
)
from violations.api.dossiers import DossierOrder
from violations.api.reports import _files
from violations.api.rights import annuls, answers, decides, judges, keeps
from violations.api.sessions import HearingMoves
from violations.api.stand_ins import FreeMembersSerializer, StandInArguments
from violations.facts import (
    against_carrying_out,
    against_closing,
    evidence_of,
    hearings_of,
    knows_parties,
    read_notices,
    told_appeal,
    told_decision,
    told_to,
    waiver_text,
    withhold,
)
from violations.facts.objections import against_entering, against_judging
from violations.facts.turns import free_members
from violations.models import Appeal, Case, CorrectiveAction, Decision, Defence, Notice
from violations.states import (
    CASE_FLOW,
    COUNTED,
    HEARD_IN,
    TO_DECIDE,
    CaseState,
    Outcome,
    SanctionKind,
    Track,
)

K = CaseState


class CaseViewSet(DossierOrder, HearingMoves):
    """Cases in the caller's scope."""

    queryset = Case.objects.all()
    is_followed = True
    expands: ClassVar[dict[str, str]] = {
        "office": "offices", "agency": "agencies", "contract": "contracts",
        "type": "violation-types",
    }  # fmt: skip
    serializer_class = CaseSerializer
    filterset_class = CaseFilter
    orders: ClassVar[dict[str, Any]] = {
        "-opened_on": ("-opened_on", "-id"),
        "opened_on": ("opened_on", "id"),
        "updated_at": ("updated_at", "id"),
    }
    columns = (
        "public_id", "number", "track", "state", "office__public_id", "office__code",
        "office__name", "type__public_id", "type__code", "type__title", "occurred_on", "opened_on",
        "serve_due_on",
        "served_on", "defence_due_on", "decision_due_on", "decision_on", "decided_on",
        "decision_serve_due_on", "appeal_due_on", "final_on", "result_serve_due_on",
        "result_served_on", "is_contested", "executed_on", "closed_on", "agency__public_id",
        "agency__code", "contract__public_id", "contract__number", "linked__number", "severity",
        "points", "outcome", "occurrence",
        "sanction", "sanction_days", "version", "updated_at", "is_told",
    )  # fmt: skip

    @property
    def closed_filters(self) -> frozenset[str]:
        """Return the filters that would tell the association what its cases hide."""
        return frozenset() if knows_parties(self.actor) else HIDDEN_FILTERS

    def annotated(self, queryset: Any, actor: Principal) -> Any:
        """Return the cases; each tells whether its outcome may be known."""
        return queryset.annotate(is_told=told_to(actor))

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a case for this caller."""
        withhold(row)
        told = _told(row)
        told["track_label"] = self.labels(Track)[row["track"]]
        told["state_label"] = self.labels(CaseState)[row["state"]]
        outcome, sanction = row["outcome"], row["sanction"]
        told["outcome"], told["sanction"] = outcome or None, sanction or None
        told["outcome_label"] = self.labels(Outcome)[outcome] if outcome else None
        told["sanction_label"] = self.labels(SanctionKind)[sanction] if sanction else None
        if not knows_parties(self.actor):
            told |= dict.fromkeys(HIDDEN)
        elif not self.actor.is_province:
            told["linked_number"] = None  # the twin lies with the other side
        return told

    @extend_schema(responses=FileSerializer)
    @action(detail=True, methods=["get"], url_path="file")
    def file(self, request: Request, public_id: str) -> Response:
        """Answer what lies in the case's file and may be read by the caller."""
        if self.actor.role is Role.ASSOCIATION:
            raise Http404
        case = self.get_record()
        decisions = self._rows(Decision, case, *DECISION)
        return Response(
            {
                "notices": self._notices(case),
                "defences": self._rows(Defence, case, *DEFENCE),
                "hearings": hearings_of(case, self.actor),
                "decisions": [told_decision(row, self.actor) for row in decisions],
                "appeal": next(iter(self._appeals(case)), None),
                "corrections": self._rows(CorrectiveAction, case, *CORRECTION),
                "evidence": [_exhibit(row) for row in evidence_of(case, self.actor)],
            }
        )

    def _notices(self, case: Case) -> list[dict[str, Any]]:
        """Return the notices; what one says opens to the office with its service."""
        opened = read_notices(case, self.actor)
        return [
            row if row["id"] in opened else row | {"text": ""}
            for row in self._rows(Notice, case, *NOTICE)
        ]

    def _appeals(self, case: Case) -> list[dict[str, Any]]:
        """Return the objection; its result opens to the office with its service."""
        rows = self._rows(Appeal, case, *APPEAL)
        for row in rows:
            told_appeal(row, case, self.actor)
        return rows

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

    @extend_schema(responses=FreeMembersSerializer)
    @action(detail=True, methods=["get"], url_path="free-members")
    def free_members(self, request: Request, public_id: str) -> Response:
        """Answer whom the deputy may name; none while somebody whose turn it is is free."""
        if not may(self.actor, Permission.STAND_IN_NAME):
            raise Http404
        people = free_members(self.get_record(), today(), self.actor)
        return Response({"members": [{"id": key, "name": name} for key, name in people]})

    notice = move(
        "notice", "Issue a notice of the case.", needs(Permission.CASE_SERVE, of=keeps),
        arguments.NoticeArguments, CaseSerializer,
        lambda case, data, who: actions.issue_notice(case_id=case.pk, **data, **who),
        states=(K.OPENED, K.DECIDED, K.FINAL, K.CLOSED),
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
        states=HEARD_IN,
    )  # fmt: skip
    paper_defence = move(
        "paper_defence", "Enter an answer that came on paper.",
        needs(Permission.CASE_ENTER_PAPER, of=keeps), arguments.PaperDefenceArguments,
        CaseSerializer,
        lambda case, data, who: actions.enter_paper_defence(
            case_id=case.pk, **_files(data), **who
        ),
        states=HEARD_IN,
    )  # fmt: skip
    waive = move(
        "waive", "End a window early, as the office, with a one-time code.",
        needs(Permission.CASE_WAIVE), arguments.WaiverArguments, CaseSerializer,
        lambda case, data, who: actions.waive_window(case_id=case.pk, **data, **who),
        states=(K.NOTIFIED, K.DECIDED),
    )  # fmt: skip
    schedule = move(
        "schedule", "Name the day of decision.", needs(Permission.CASE_SERVE, of=keeps),
        arguments.ScheduleArguments, CaseSerializer,
        lambda case, data, who: actions.schedule_case(case_id=case.pk, **data, **who),
        states=CASE_FLOW.sources_of(K.SCHEDULED),
    )  # fmt: skip
    decision = move(
        "decision", "Decide a heard case, with a one-time code.",
        needs(
            Permission.CASE_DECIDE_CONTRACT, Permission.CASE_DECIDE_LICENCE,
            Permission.STAND_IN_DECIDE, of=decides, once=True,
        ),
        arguments.DecisionArguments, CaseSerializer,
        lambda case, data, who: actions.decide_case(case_id=case.pk, **data, **who),
        states=CASE_FLOW.sources_of(K.DECIDED),
    )  # fmt: skip
    appeal = move(
        "appeal", "Object to the decision, as the office.", needs(Permission.CASE_APPEAL),
        arguments.AppealArguments, CaseSerializer,
        lambda case, data, who: actions.file_appeal(case_id=case.pk, **_files(data), **who),
        states=CASE_FLOW.sources_of(K.APPEALED),
    )  # fmt: skip
    paper_appeal = move(
        "paper_appeal", "Enter an objection that came on paper.",
        needs(Permission.CASE_ENTER_PAPER, of=keeps), arguments.PaperAppealArguments,
        CaseSerializer,
        lambda case, data, who: actions.enter_paper_appeal(
            case_id=case.pk, **_files(data), **who
        ),
        states=(K.DECIDED, *COUNTED), against=against_entering,
    )  # fmt: skip
    appeal_decision = move(
        "appeal_decision", "Decide the objection, with a one-time code.",
        needs(
            Permission.CASE_DECIDE_APPEAL, Permission.STAND_IN_DECIDE, of=judges, once=True
        ),
        arguments.AppealDecisionArguments, CaseSerializer,
        lambda case, data, who: actions.decide_appeal(case_id=case.pk, **data, **who),
        states=(K.APPEALED, *COUNTED), against=against_judging,
    )  # fmt: skip
    stand_in = move(
        "stand_in", "Name who decides where nobody whose turn it is is free to.",
        needs(Permission.STAND_IN_NAME, once=True), StandInArguments, CaseSerializer,
        lambda case, data, who: actions.name_stand_in(case_id=case.pk, **data, **who),
        states=(*TO_DECIDE, K.APPEALED, *COUNTED), against=against_judging,
    )  # fmt: skip
    judgment = move(
        "judgment", "Record a judgment that annuls the final decision.",
        needs(Permission.CASE_RECORD_JUDGMENT, of=annuls, once=True), arguments.JudgmentArguments,
        CaseSerializer,
        lambda case, data, who: actions.record_judgment(case_id=case.pk, **data, **who),
        states=COUNTED,
    )  # fmt: skip
    execution = move(
        "execution", "Carry out the sanction of a final case, with a one-time code.",
        needs(Permission.CONTRACT_SUSPEND, Permission.LICENCE_SANCTION, of=keeps, once=True),
        arguments.SignedArguments, CaseSerializer,
        lambda case, data, who: actions.execute_sanction(case_id=case.pk, **who),
        states=(K.FINAL,), against=against_carrying_out,
    )  # fmt: skip
    closing = move(
        "closing", "Close a final case.", needs(Permission.CASE_VERIFY, of=keeps),
        arguments.ClosingArguments, CaseSerializer,
        lambda case, data, who: actions.close_case(case_id=case.pk, **data, **who),
        states=(K.FINAL,), against=against_closing,
    )  # fmt: skip
    closing_without_action = move(
        "closing_without_action", "Close an undecided case without action.",
        needs(Permission.REPORT_TRIAGE_CONTRACT, Permission.REPORT_TRIAGE_LICENCE, of=keeps),
        arguments.ReasonArguments, CaseSerializer,
        lambda case, data, who: actions.close_no_action(case_id=case.pk, **data, **who),
        states=CASE_FLOW.sources_of(K.CLOSED_NO_ACTION),
    )  # fmt: skip
    correction = move(
        "correction", "Add what the office must put right.",
        needs(Permission.CASE_CORRECT, of=keeps), arguments.CorrectionArguments, CaseSerializer,
        lambda case, data, who: actions.add_correction(case_id=case.pk, **data, **who),
        states=(K.DECIDED, K.APPEALED, K.FINAL),
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
    evidence_access = move(
        "evidence_access", "Open the restricted files of the case to the caller for some days.",
        needs(Permission.EVIDENCE_ASK), arguments.ReasonArguments, CaseSerializer,
        lambda case, data, who: actions.ask_for_evidence(case_id=case.pk, **data, **who),
    )  # fmt: skip
    note = move(
        "note", "Add an internal note.", needs(Permission.CASE_NOTE), arguments.NoteArguments,
        CaseSerializer,
        lambda case, data, who: actions.add_note(
            case_id=case.pk, text=data["text"], actor=who["actor"], at=who["at"]
        ),
        match=False,
    )  # fmt: skip


# The columns that are told, each with its public name.
_told = renaming({name: NAMES.get(name, name) for name in CaseViewSet.columns if name != "is_told"})


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

"""REST: what is done in a case, from its notice to its closure."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404

from accounts.principal import Principal
from accounts.roles import Permission
from core.rest import move, needs
from violations import actions
from violations.api import arguments
from violations.api.case_shapes import CaseSerializer
from violations.api.dossiers import DossierOrder
from violations.api.reports import files_in
from violations.api.rights import annuls, answers, decides, judges, keeps
from violations.api.sessions import HearingMoves
from violations.api.stand_ins import StandInArguments
from violations.facts import against_carrying_out, against_closing
from violations.facts.objections import against_entering, against_judging
from violations.models import Case, CorrectiveAction
from violations.states import CASE_FLOW, COUNTED, HEARD_IN, TO_DECIDE, CaseState

K = CaseState


class CaseMoves(DossierOrder, HearingMoves):
    """The acts on a case; each by whose turn it is."""

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
        lambda case, data, who: actions.submit_defence(case_id=case.pk, **files_in(data), **who),
        states=HEARD_IN,
    )  # fmt: skip
    paper_defence = move(
        "paper_defence", "Enter an answer that came on paper.",
        needs(Permission.CASE_ENTER_PAPER, of=keeps), arguments.PaperDefenceArguments,
        CaseSerializer,
        lambda case, data, who: actions.enter_paper_defence(
            case_id=case.pk, **files_in(data), **who
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
        lambda case, data, who: actions.file_appeal(case_id=case.pk, **files_in(data), **who),
        states=CASE_FLOW.sources_of(K.APPEALED),
    )  # fmt: skip
    paper_appeal = move(
        "paper_appeal", "Enter an objection that came on paper.",
        needs(Permission.CASE_ENTER_PAPER, of=keeps), arguments.PaperAppealArguments,
        CaseSerializer,
        lambda case, data, who: actions.enter_paper_appeal(
            case_id=case.pk, **files_in(data), **who
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
            correction_id=_correction(case, data, who["actor"]), **files_in(data), **who
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


def _correction(case: Case, data: Any, actor: Principal) -> int:
    """Return the key of the case's correction that the arguments name, or 404."""
    wanted: Mapping[str, Any] = {"public_id": data.pop("correction")}
    rows = CorrectiveAction.objects.visible_to(actor).filter(case=case, **wanted)
    found = rows.values_list("pk", flat=True)
    key = found.first()
    if key is None:
        raise Http404
    return int(key)

"""REST: what is done in a case, from its notice to its closure."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404

from accounts.principal import Principal
from core.rest import act_move, need_sentence
from violations import actions
from violations.acts.cases import (
    ACKNOWLEDGE,
    ADD_CORRECTION,
    ADD_NOTE,
    APPEAL,
    ASK_FOR_EVIDENCE,
    CLOSE,
    CLOSE_NO_ACTION,
    CONTEST_OBJECTION,
    CONTEST_PAPER,
    DECIDE,
    DECIDE_APPEAL,
    DEFEND,
    ENTER_PAPER_APPEAL,
    ENTER_PAPER_DEFENCE,
    EXECUTE,
    ISSUE_NOTICE,
    NAME_STAND_IN,
    RECORD_JUDGMENT,
    RECORD_SERVICE,
    REOPEN,
    REPORT_A_CORRECTION,
    SCHEDULE,
    STAND_BACK,
    VERIFY_A_CORRECTION,
    WAIVE,
)
from violations.api import arguments
from violations.api.case_shapes import CaseSerializer
from violations.api.dossiers import DossierOrder
from violations.api.reports import files_in
from violations.api.sessions import HearingMoves
from violations.api.stand_ins import StandInArguments
from violations.facts import waiver_text
from violations.models import Case, CorrectiveAction


def _waived(case: Case, data: dict[str, Any], who: Mapping[str, Any]) -> object:
    """End the window; refuse the declaration of another sentence than the official one."""
    need_sentence(data["text"], waiver_text(case, data["window"]))
    return actions.waive_window(case_id=case.pk, window=data["window"], **who)


class CaseMoves(DossierOrder, HearingMoves):
    """The acts on a case; each by whose turn it is."""

    notice = act_move(
        "notice", ISSUE_NOTICE, "Issue a notice of the case.",
        arguments.NoticeArguments, CaseSerializer,
        lambda case, data, who: actions.issue_notice(
            case_id=case.pk, addition=data.pop("text"), **data, **who
        ),
    )  # fmt: skip
    acknowledge = act_move(
        "acknowledge", ACKNOWLEDGE,
        "Acknowledge a notice, as the office: it is served today. The server writes the"
        " declaration to the history.",
        arguments.NoticeKindArguments, CaseSerializer,
        lambda case, data, who: actions.acknowledge_notice(case_id=case.pk, **data, **who),
    )  # fmt: skip
    service = act_move(
        "service", RECORD_SERVICE, "Record that a notice was served by letter or in person.",
        arguments.ServiceArguments, CaseSerializer,
        lambda case, data, who: actions.record_service(
            case_id=case.pk, receipt_id=data.pop("receipt"), **data, **who
        ),
    )  # fmt: skip
    defence = act_move(
        "defence", DEFEND, "Answer, as the office.",
        arguments.DefenceArguments, CaseSerializer,
        lambda case, data, who: actions.submit_defence(case_id=case.pk, **files_in(data), **who),
    )  # fmt: skip
    paper_defence = act_move(
        "paper_defence", ENTER_PAPER_DEFENCE, "Enter an answer that came on paper.",
        arguments.PaperDefenceArguments, CaseSerializer,
        lambda case, data, who: actions.enter_paper_defence(
            case_id=case.pk, **files_in(data), **who
        ),
    )  # fmt: skip
    paper_contest = act_move(
        "paper_contest", CONTEST_PAPER,
        "Contest, as the office, an answer that was entered from paper in its name.",
        arguments.ContestArguments, CaseSerializer,
        lambda case, data, who: actions.contest_paper(case_id=case.pk, **data, **who),
        path="paper-contest",
    )  # fmt: skip
    objection_contest = act_move(
        "objection_contest", CONTEST_OBJECTION,
        "Contest, as the office, an objection that was entered from paper in its name.",
        arguments.ObjectionContestArguments, CaseSerializer,
        lambda case, data, who: actions.contest_objection(case_id=case.pk, **data, **who),
        path="objection-contest",
    )  # fmt: skip
    waive = act_move(
        "waive", WAIVE, "End a window early, as the office, with a one-time code.",
        arguments.WaiverArguments, CaseSerializer, _waived,
    )  # fmt: skip
    schedule = act_move(
        "schedule", SCHEDULE, "Name the day of decision.",
        arguments.ScheduleArguments, CaseSerializer,
        lambda case, data, who: actions.schedule_case(case_id=case.pk, **data, **who),
    )  # fmt: skip
    decision = act_move(
        "decision", DECIDE, "Decide a heard case, with a one-time code.",
        arguments.DecisionArguments, CaseSerializer,
        lambda case, data, who: actions.decide_case(case_id=case.pk, **data, **who),
        once=True,
    )  # fmt: skip
    appeal = act_move(
        "appeal", APPEAL, "Object to the decision, as the office.",
        arguments.AppealArguments, CaseSerializer,
        lambda case, data, who: actions.file_appeal(case_id=case.pk, **files_in(data), **who),
    )  # fmt: skip
    paper_appeal = act_move(
        "paper_appeal", ENTER_PAPER_APPEAL, "Enter an objection that came on paper.",
        arguments.PaperAppealArguments, CaseSerializer,
        lambda case, data, who: actions.enter_paper_appeal(
            case_id=case.pk, **files_in(data), **who
        ),
    )  # fmt: skip
    appeal_decision = act_move(
        "appeal_decision", DECIDE_APPEAL, "Decide the objection, with a one-time code.",
        arguments.AppealDecisionArguments, CaseSerializer,
        lambda case, data, who: actions.decide_appeal(case_id=case.pk, **data, **who),
        once=True,
    )  # fmt: skip
    stand_in = act_move(
        "stand_in", NAME_STAND_IN, "Name who decides where nobody whose turn it is is free to.",
        StandInArguments, CaseSerializer,
        lambda case, data, who: actions.name_stand_in(case_id=case.pk, **data, **who),
        once=True,
    )  # fmt: skip
    judgment = act_move(
        "judgment", RECORD_JUDGMENT,
        "Record a judgment that annuls or reduces the final decision, or sends it back.",
        arguments.JudgmentArguments, CaseSerializer,
        lambda case, data, who: actions.record_judgment(case_id=case.pk, **files_in(data), **who),
        once=True,
    )  # fmt: skip
    execution = act_move(
        "execution", EXECUTE, "Carry out the sanction of a final case, with a one-time code.",
        arguments.SignedArguments, CaseSerializer,
        lambda case, data, who: actions.execute_sanction(case_id=case.pk, **who),
        once=True, path="execution",
    )  # fmt: skip
    closing = act_move(
        "closing", CLOSE, "Close a final case.",
        arguments.ClosingArguments, CaseSerializer,
        lambda case, data, who: actions.close_case(case_id=case.pk, **data, **who),
        path="closing",
    )  # fmt: skip
    closing_without_action = act_move(
        "closing_without_action", CLOSE_NO_ACTION,
        "Close an undecided case without action; once its notice was issued, propose that to a"
        " second person. With a one-time code.",
        arguments.NoActionArguments, CaseSerializer,
        lambda case, data, who: actions.close_no_action(case_id=case.pk, **data, **who),
        path="closing-without-action",
    )  # fmt: skip
    reopening = act_move(
        "reopening", REOPEN,
        "Reopen a case that was closed without action, with a one-time code.",
        arguments.ReopeningArguments, CaseSerializer,
        lambda case, data, who: actions.reopen_case(case_id=case.pk, **data, **who),
        once=True, path="reopening",
    )  # fmt: skip
    standing_back = act_move(
        "standing_back", STAND_BACK, "Stand back from the case without a session of it.",
        arguments.StandingBackArguments, CaseSerializer,
        lambda case, data, who: actions.stand_back(case_id=case.pk, **data, **who),
        path="standing-back",
    )  # fmt: skip
    correction = act_move(
        "correction", ADD_CORRECTION, "Add what the office must put right.",
        arguments.CorrectionArguments, CaseSerializer,
        lambda case, data, who: actions.add_correction(case_id=case.pk, **data, **who),
    )  # fmt: skip
    correction_report = act_move(
        "correction_report", REPORT_A_CORRECTION, "Say, as the office, that it has been put right.",
        arguments.CorrectionReportArguments, CaseSerializer,
        lambda case, data, who: actions.report_correction(
            correction_id=_correction(case, data, who["actor"]), **files_in(data), **who
        ),
    )  # fmt: skip
    correction_check = act_move(
        "correction_check", VERIFY_A_CORRECTION,
        "Verify what the office put right, or ask for it again.",
        arguments.VerificationArguments, CaseSerializer,
        lambda case, data, who: actions.verify_correction(
            correction_id=_correction(case, data, who["actor"]), **data, **who
        ),
        path="correction-check",
    )  # fmt: skip
    evidence_access = act_move(
        "evidence_access", ASK_FOR_EVIDENCE,
        "Open the restricted files of the case to the caller for some days.",
        arguments.ReasonArguments, CaseSerializer,
        lambda case, data, who: actions.ask_for_evidence(case_id=case.pk, **data, **who),
    )  # fmt: skip
    note = act_move(
        "note", ADD_NOTE, "Add an internal note.",
        arguments.NoteArguments, CaseSerializer,
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

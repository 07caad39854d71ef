"""What can be done with reports and cases; each function is one act of one person."""

from violations.actions.absences import answer_absence, contest_absence
from violations.actions.access import ask_for_evidence
from violations.actions.appeals import (
    decide_appeal,
    enter_paper_appeal,
    file_appeal,
)
from violations.actions.assigning import (
    assign_cases,
    remind_of_cases,
)
from violations.actions.closed_days import confirm_session_day
from violations.actions.closing import close_no_action, reopen_case
from violations.actions.contesting import contest_objection, contest_paper
from violations.actions.corrections import (
    add_correction,
    add_note,
    report_correction,
    verify_correction,
)
from violations.actions.decisions import decide_case
from violations.actions.dossiers import CHECKER, FileBroken, ask_for_dossier, build_dossier
from violations.actions.drafts import KEPT, discard_draft, save_draft, sweep_drafts
from violations.actions.endings import (
    close_case,
    execute_sanction,
    finalize_due,
)
from violations.actions.evidence import (
    Opened,
    open_evidence,
    sweep_uploads,
    upload_evidence,
)
from violations.actions.hearing import (
    enter_paper_defence,
    lapse_defences,
    schedule_case,
    submit_defence,
    waive_window,
)
from violations.actions.judgments import record_judgment
from violations.actions.minutes import record_hearing
from violations.actions.notices import (
    acknowledge_notice,
    issue_notice,
    record_service,
    window_if_served,
)
from violations.actions.reports import submit_report, supplement_report, withdraw_report
from violations.actions.sessions import call_off_hearing, recuse_from_hearing, summon_to_hearing
from violations.actions.sheet_rows import check_row, file_row, refuse_row
from violations.actions.sheets import (
    bring_sheet,
    check_sheet,
    file_sheet,
    hand_out_errors,
    sweep_sheets,
)
from violations.actions.signatures import record_refusal, seal_minutes, sign_minutes
from violations.actions.stand_ins import name_stand_in, write_naming
from violations.actions.standing_back import stand_back
from violations.actions.triage import (
    accept_report,
    mark_duplicate,
    refer_report,
    reject_report,
    return_report,
)
from violations.actions.type_keys import set_type_keys
from violations.actions.types import load_types
from violations.actions.unopened import follow_unopened
from violations.actions.windows import date_windows

__all__ = [
    "CHECKER",
    "KEPT",
    "FileBroken",
    "Opened",
    "accept_report",
    "acknowledge_notice",
    "add_correction",
    "add_note",
    "answer_absence",
    "ask_for_dossier",
    "ask_for_evidence",
    "assign_cases",
    "bring_sheet",
    "build_dossier",
    "call_off_hearing",
    "check_row",
    "check_sheet",
    "close_case",
    "close_no_action",
    "confirm_session_day",
    "contest_absence",
    "contest_objection",
    "contest_paper",
    "date_windows",
    "decide_appeal",
    "decide_case",
    "discard_draft",
    "enter_paper_appeal",
    "enter_paper_defence",
    "execute_sanction",
    "file_appeal",
    "file_row",
    "file_sheet",
    "finalize_due",
    "follow_unopened",
    "hand_out_errors",
    "issue_notice",
    "lapse_defences",
    "load_types",
    "mark_duplicate",
    "name_stand_in",
    "open_evidence",
    "record_hearing",
    "record_judgment",
    "record_refusal",
    "record_service",
    "recuse_from_hearing",
    "refer_report",
    "refuse_row",
    "reject_report",
    "remind_of_cases",
    "reopen_case",
    "report_correction",
    "return_report",
    "save_draft",
    "schedule_case",
    "seal_minutes",
    "set_type_keys",
    "sign_minutes",
    "stand_back",
    "submit_defence",
    "submit_report",
    "summon_to_hearing",
    "supplement_report",
    "sweep_drafts",
    "sweep_sheets",
    "sweep_uploads",
    "upload_evidence",
    "verify_correction",
    "waive_window",
    "window_if_served",
    "withdraw_report",
    "write_naming",
]

"""The acts on a case, in the order in which its page offers them."""

from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Permission
from core.acts import ActTable, Confirm, Excluded, Final, Paper, Whose
from offices.acts.interests import INTERESTED
from violations.acts import absences, corrections, deciding, ending, hearings, notices, papers
from violations.acts.conditions import (
    ON_OWN_TRACK,
    RECUSED,
    REPORTER,
    agency_is_not_late,
    files_are_open,
    is_called_to_session,
    is_served_office,
    office_was_not_served,
    stood_back_already,
)
from violations.acts.hearings import RECUSED_LAST
from violations.models import Case
from violations.states import (
    CASE_FLOW,
    COUNTED,
    HEARD_IN,
    OPEN_CASES,
    RECUSABLE,
    TO_DECIDE,
    CaseState,
)

P = Permission
K = CaseState
PROPOSED = {"case.paper_proposed": _("entered a paper of an earlier day for confirmation")}
HEARD = _("A defence is taken after the notice is served and before the decision.")


def lock(key: int, actor: Principal) -> Case:
    """Return the case in the actor's scope, locked."""
    return Case.objects.visible_to(actor).lock(key)


CASE_ACTS = ActTable("case", lock, CaseState, paper=Paper.NONE)
act = CASE_ACTS.act

ACKNOWLEDGE = act(
    "acknowledge", title=_("Acknowledge and read the notice"), icon="mail-open",
    permissions=(P.CASE_DEFEND,), blocked=(notices.nothing_to_acknowledge,),
    event=notices.ACKNOWLEDGE_NOTICE.event,
    paper=Paper.REQUIRED,
    tells=notices.SERVICE_TELLS,
    not_by=(),
    confirm=Confirm.PAGE,
    undo=Final("What was read stays read."),
)  # fmt: skip
DEFEND = act(
    "defence", title=_("Write a defence"), icon="pencil", permissions=(P.CASE_DEFEND,),
    states=HEARD_IN, state_error=HEARD, paper=Paper.OPTIONAL,
    event={
        "case.defended": _("answered for the office"),
        "case.defended_late": _("answered for the office after the time"),
    },
    tells=("decider",),
    not_by=(),
    confirm=Confirm.PLAIN,
    undo=Final("What the office has written stays; it adds to it."),
)  # fmt: skip
WAIVE = act(
    "waive", title=_("End the window early"), icon="fast-forward", is_danger=True,
    permissions=(P.CASE_WAIVE,), blocked=(ending.no_window_runs,),
    event={"case.window_waived": _("ended a window early")},
    tells=("decider", "agency", "secretariat"),
    confirm=(Confirm.PAGE, Confirm.CODE_ANEW),
    not_by=(),
    undo=Final("The office has declared with a code that the window is over."),
)  # fmt: skip
APPEAL = act(
    "appeal", title=_("File an objection"), verb=_("Objection"), icon="scale",
    permissions=(P.CASE_APPEAL,),
    states=(*CASE_FLOW.sources_of(K.APPEALED), K.APPEALED),
    state_error=_("An objection is filed once, while its window runs."),
    target=K.APPEALED, paper=Paper.OPTIONAL,
    event={"case.appealed": _("objected to the decision")},
    tells=("decider",),
    blocked=(
        papers.has_objected_itself, ending.decision_is_unserved, ending.decided_in_favour,
        ending.objection_window_is_over,
    ),
    not_by=(),
    confirm=Confirm.PLAIN,
    undo=Final("An objection is decided."),
)  # fmt: skip
ISSUE_NOTICE = act(
    "notice", title=_("Issue the notice"), verb=_("Serve"),
    not_by=(REPORTER, RECUSED, INTERESTED),
    icon="send", permissions=(P.CASE_SERVE,),
    whose=ON_OWN_TRACK, blocked=(notices.no_notice_is_due,),
    event={"case.notice_issued": _("issued a notice")},
    tells=("office",),
    confirm=Confirm.PLAIN,
    undo=Final("A notice that was issued is served, or its case is closed."),
)  # fmt: skip
RECORD_SERVICE = act(
    "service", title=_("Enter the receipt of service"), icon="receipt-text",
    not_by=(REPORTER, RECUSED, INTERESTED),
    permissions=(P.CASE_SERVE,), whose=ON_OWN_TRACK, blocked=(notices.nothing_to_serve,),
    event={**notices.ACKNOWLEDGE_NOTICE.event, **PROPOSED},
    paper=Paper.REQUIRED,
    tells=notices.SERVICE_TELLS, confirm=Confirm.SECOND_IF_BACK,
    undo=Final("A service with its receipt stays; a court may annul what rests on it."),
)  # fmt: skip
ENTER_PAPER_DEFENCE = act(
    "paper-defence", title=_("Enter a paper defence"), icon="file-pen",
    not_by=(REPORTER, papers.DECIDER, RECUSED, INTERESTED),
    permissions=(P.CASE_ENTER_PAPER,), whose=papers.TAKES_PAPER, states=HEARD_IN,
    state_error=HEARD,
    event={**DEFEND.event, **PROPOSED},
    paper=Paper.REQUIRED,
    tells=("decider", "office"), confirm=Confirm.SECOND_IF_BACK, undo="contest-paper",
)  # fmt: skip
ENTER_PAPER_APPEAL = act(
    "paper-appeal", title=_("Enter a paper objection"), icon="file-pen",
    not_by=(REPORTER, papers.DECIDED, RECUSED, INTERESTED),
    permissions=(P.CASE_ENTER_PAPER,), whose=papers.TAKES_PAPER, states=(K.DECIDED, *COUNTED),
    state_error=_("No objection window is running."),
    blocked=(ending.no_paper_objection, ending.decided_in_favour),
    event={
        **APPEAL.event,
        "case.contested": _("entered an objection that came in time, after finality"),
        **PROPOSED,
    },
    paper=Paper.REQUIRED,
    tells=("decider", "agency", "secretariat", "office"), confirm=Confirm.SECOND_IF_BACK,
    undo="contest-objection",
)  # fmt: skip
CONTEST_PAPER = act(
    "contest-paper", title=_("Contest what was entered from paper"),
    verb=_("Contest the paper"), icon="octagon-alert",
    permissions=(P.CASE_DEFEND,), states=HEARD_IN,
    state_error=_("A paper entry is contested before the case is decided."),
    blocked=(papers.nothing_to_contest,),
    event={"case.paper_contested": _("contested what was entered from paper in its name")},
    tells=("agency", "secretariat", "decider"), confirm=Confirm.CODE_ANEW, undo="paper-defence",
    not_by=(),
)  # fmt: skip
CONTEST_OBJECTION = act(
    "contest-objection", title=_("Contest the objection entered from paper"),
    verb=_("Contest the objection"), icon="octagon-alert",
    permissions=(P.CASE_APPEAL,), blocked=(papers.no_objection_to_contest,),
    event={"case.objection_contested": _("contested the objection entered in its name")},
    tells=("agency", "secretariat", "decider"), confirm=Confirm.CODE_ANEW, undo="paper-appeal",
    not_by=(),
)  # fmt: skip
SCHEDULE = act(
    "schedule", title=_("Name the day of decision"), icon="calendar-days",
    not_by=(REPORTER, RECUSED, INTERESTED),
    permissions=(P.CASE_SERVE,), whose=ON_OWN_TRACK, states=(K.DEFENDED, K.DEFENCE_LAPSED),
    state_error=_("The day is named once, after the office was heard and before the decision."),
    blocked=(papers.paper_waits,), target=K.SCHEDULED,
    event={"case.scheduled": _("named the day of decision")},
    tells=("office", "decider"),
    confirm=Confirm.PLAIN,
    undo=Final("The decision comes on the day, or a session is called."),
)  # fmt: skip
SUMMON = act(
    "summon", title=_("Call a hearing session"), icon="people",
    not_by=(REPORTER, RECUSED, INTERESTED),
    permissions=(P.CASE_SERVE,), whose=ON_OWN_TRACK, states=HEARD_IN,
    state_error=_("A hearing is called after the notice was served and before the decision."),
    blocked=(hearings.has_session, hearings.too_few_may_sit),
    event={"case.summoned": _("called a hearing session")},
    tells=("office", "decider"),
    confirm=Confirm.PLAIN,
    undo="hearing.call-off",
)  # fmt: skip
DECIDE = act(
    "decision", title=_("Decide"), icon="gavel",
    permissions=(P.STAND_IN_DECIDE, P.CASE_DECIDE_LICENCE, P.CASE_DECIDE_CONTRACT),
    whose=Whose("who decides the track, or stands in", deciding.decides_case,
                _("Each track is decided by its own side.")),
    not_by=(REPORTER, RECUSED, INTERESTED, deciding.DECIDED_BEFORE),
    states=TO_DECIDE, target=K.DECIDED,
    state_error=_("A case is decided once, after the defence window of the office has ended."),
    blocked=(
        deciding.other_decides_case, deciding.too_few_may_decide, deciding.session_is_not_sealed,
        deciding.others_sat, deciding.window_is_open, deciding.day_is_ahead, papers.paper_waits,
        papers.defence_is_contestable, absences.absence_is_open,
    ),
    event={"case.decided": _("decided the case")},
    tells=("agency", "secretariat"), confirm=Confirm.CODE, undo="appeal",
)  # fmt: skip
DECIDE_APPEAL = act(
    "appeal-decision", title=_("Decide the objection"), icon="scale",
    permissions=(P.CASE_DECIDE_APPEAL, P.STAND_IN_DECIDE),
    whose=Whose("who decides objections of the track, or stands in", deciding.decides_objection,
                _("Each track is decided by its own side.")),
    not_by=(REPORTER, RECUSED, INTERESTED),
    blocked=(
        deciding.no_objection, deciding.other_decides_objection, papers.objection_is_contestable,
    ),
    event={"case.appeal_decided": _("decided the objection")},
    tells=("agency", "secretariat"), confirm=Confirm.CODE,
    undo="judgment",
)  # fmt: skip
NAME_STAND_IN = act(
    "stand-in", title=_("Name who decides"), verb=_("Appoint a stand-in"),
    not_by=(RECUSED, INTERESTED),
    icon="gavel", permissions=(P.STAND_IN_NAME,),
    blocked=(deciding.no_decision_waits, deciding.namer_had_a_part, deciding.somebody_is_free,
             deciding.no_member_is_free),
    event={"case.stand_in_named": _("named who decides in place of those who had a part")},
    tells=("person", "office"), confirm=Confirm.CODE, undo="stand-in",
)  # fmt: skip
RECORD_JUDGMENT = act(
    "judgment", title=_("Record a judgment"), icon="landmark", is_danger=True,
    permissions=(P.CASE_RECORD_JUDGMENT,), not_by=(REPORTER, RECUSED, INTERESTED),
    blocked=(
        deciding.cannot_be_judged, deciding.other_records_judgment, ending.judgment_is_entered,
    ),
    event={
        "case.annulled": _("recorded a judgment that annuls the decision"),
        "case.reduced": _("recorded a judgment that reduces the sanction"),
        "case.sent_back": _("recorded a judgment that sends the case back for a new decision"),
        **PROPOSED,
    },
    paper=Paper.REQUIRED, tells=("office", "agency", "secretariat", "deputy"),
    confirm=(Confirm.CODE, Confirm.SECOND_IF_BACK),
    undo=Final("A judgment stands; another one is recorded beside it."),
)  # fmt: skip
ADD_CORRECTION = act(
    "correction", title=_("Set a corrective action"), icon="wrench",
    not_by=(REPORTER, RECUSED, INTERESTED),
    permissions=(P.CASE_CORRECT,), whose=ON_OWN_TRACK,
    states=(K.DECIDED, K.APPEALED, K.FINAL),
    state_error=_("Corrective actions follow a proven decision."),
    blocked=(
        ending.is_not_proven, ending.decided_and_unserved, ending.closing_is_late,
    ),
    event={"case.correction_added": _("asked for a correction")},
    tells=("office",),
    confirm=Confirm.PLAIN,
    undo="correction-verify",
)  # fmt: skip
REPORT_A_CORRECTION = act(
    "correction-report", title=_("Report the correction"), icon="wrench",
    permissions=(P.CASE_CORRECT,),
    whose=Whose("the office", is_served_office, _("The office itself says what it has put right.")),
    blocked=(corrections.nothing_to_report,),
    event=corrections.REPORT_CORRECTION.event,
    paper=Paper.OPTIONAL, tells=("agency", "secretariat"),
    confirm=Confirm.PLAIN, undo="correction-verify",
    not_by=(),
)  # fmt: skip
VERIFY_A_CORRECTION = act(
    "correction-verify", title=_("Verify the correction"), icon="clipboard-check",
    not_by=(RECUSED, INTERESTED),
    permissions=(P.CASE_VERIFY,), whose=ON_OWN_TRACK, blocked=(corrections.nothing_to_verify,),
    event=corrections.VERIFY_CORRECTION.event,
    tells=("office",),
    confirm=Confirm.PLAIN,
    undo=Final("A verified correction is done; a refused one is reported again."),
)  # fmt: skip
EXECUTE = act(
    "execute", title=_("Carry out the sanction"), verb=_("Carry out"),
    not_by=(RECUSED, INTERESTED),
    icon="hammer", is_danger=True,
    permissions=(P.LICENCE_SANCTION, P.CONTRACT_SUSPEND), whose=ON_OWN_TRACK, states=(K.FINAL,),
    state_error=_("Only a final, proven decision is carried out."),
    blocked=(
        ending.nothing_to_carry_out, ending.judgment_is_unconfirmed, ending.cannot_be_carried_out,
        papers.paper_waits,
        ending.contract_is_not_in_force,
    ),
    event={
        "case.sanction_executed": _("carried out the sanction"),
        "case.sanction_sent": _("sent the committee's sanction to be carried out"),
        "case.sanction_moot": _("recorded that the contract had ended: nothing to carry out"),
    },
    tells=("office",),
    confirm=Confirm.CODE, undo="judgment",
)  # fmt: skip
CLOSE = act(
    "close", title=_("Close the case"), verb=_("Close"),
    not_by=(RECUSED, INTERESTED),
    icon="archive", permissions=(P.CASE_VERIFY,),
    whose=ON_OWN_TRACK, states=CASE_FLOW.sources_of(K.CLOSED), target=K.CLOSED,
    state_error=_("Only a final case is closed."),
    blocked=(
        ending.sanction_is_not_carried_out, ending.correction_is_unverified,
        ending.judgment_is_unconfirmed, ending.cannot_be_closed, papers.paper_waits,
    ),
    event={"case.closed": _("closed the case")},
    tells=("office",),
    confirm=Confirm.PLAIN,
    undo=Final("Nothing is left to do; a judgment annuls a closed case all the same."),
)  # fmt: skip
CLOSE_NO_ACTION = act(
    "close-no-action", title=_("Close without action"), icon="archive-x", is_danger=True,
    permissions=(P.CASE_CLOSE_NO_ACTION,), whose=ON_OWN_TRACK,
    not_by=(REPORTER, RECUSED, INTERESTED, deciding.DECIDED_BEFORE),
    states=CASE_FLOW.sources_of(K.CLOSED_NO_ACTION),
    state_error=_("The case has been decided."), target=K.CLOSED_NO_ACTION,
    blocked=(ending.session_is_live, papers.paper_waits, ending.closing_waits),
    event={
        "case.closed_without_action": _("closed the case without action"),
        "case.closing_proposed": _("proposed to close the case without action"),
    },
    tells=("office", "agency", "secretariat", "reporter", "second", "deputy"),
    confirm=(Confirm.CODE, Confirm.SECOND), undo="reopen",
)  # fmt: skip
CONFIRMER = Excluded("who confirmed the closing, while another is free", ending.confirmed_closing)
# The body above both deciding sides is the deputy, who also names who stands in (ADR 14).
REOPEN = act(
    "reopen", title=_("Reopen the case"), icon="rotate-ccw", permissions=(P.CASE_REOPEN,),
    not_by=(REPORTER, RECUSED, INTERESTED, CONFIRMER), states=(K.CLOSED_NO_ACTION,),
    state_error=_("Only a case that was closed without action is reopened."),
    blocked=(ending.reopening_is_over,), event={"case.reopened": _("reopened the case")},
    tells=("office", "agency", "secretariat", "reporter"), confirm=Confirm.CODE,
    undo="close-no-action",
)  # fmt: skip
ASK_FOR_EVIDENCE = act(
    "evidence-access", title=_("Ask for the restricted files"), icon="lock",
    not_by=(RECUSED, INTERESTED),
    permissions=(P.EVIDENCE_ASK,), blocked=(files_are_open,),
    event={"case.evidence_asked": _("asked to see the restricted files")},
    tells=(),
    confirm=Confirm.PLAIN,
    undo=Final("What was seen is not unseen; the history names who asked."),
)  # fmt: skip
ADD_NOTE = act(
    "note", title=_("Internal note"), icon="pencil", permissions=(P.CASE_NOTE,),
    not_by=(RECUSED, INTERESTED),
    event={"case.note_added": _("added an internal note")},
    tells=(),
    confirm=Confirm.PLAIN,
    undo=Final("A note is never changed; another one follows."),
)  # fmt: skip
ASK_FOR_DOSSIER = act(
    "dossier", title=_("Make the dossier"), icon="export", permissions=(P.CASE_DOSSIER,),
    not_by=(RECUSED, INTERESTED),
    blocked=(office_was_not_served,),
    event={"case.dossier_asked": _("asked for the dossier")},
    tells=("person",),
    confirm=Confirm.PLAIN,
    undo=Final("It is a copy that is forgotten by itself."),
)  # fmt: skip
ASSIGN = act(
    "assign", title=_("Assign to a colleague"), icon="person", permissions=(P.CASE_ASSIGN,),
    not_by=(RECUSED, INTERESTED),
    whose=ON_OWN_TRACK, states=OPEN_CASES, state_error=_("This case is over."),
    event={"case.assigned": _("put the case into a colleague's hands")},
    tells=("person",),
    confirm=Confirm.PLAIN,
    undo="assign",
)  # fmt: skip
REMIND = act(
    "remind", title=_("Remind the agency"), icon="mail", permissions=(P.CASE_REMIND,),
    not_by=(RECUSED, INTERESTED),
    blocked=(agency_is_not_late,),
    event={"case.reminded": _("reminded the agency of the case")},
    tells=("agency",),
    confirm=Confirm.PLAIN,
    undo=Final("A reminder that was sent is not called back."),
)  # fmt: skip
STAND_BACK = act(
    "stand-back", title=_("Stand back from the case"), icon="circle-minus", is_danger=True,
    not_by=(), permissions=(P.HEARING_RECUSE, P.CASE_DECIDE_APPEAL), whose=ON_OWN_TRACK,
    states=RECUSABLE, state_error=_("This case is over."),
    blocked=(stood_back_already, is_called_to_session),
    event={
        "case.stood_back": _("stood back from the case"),
        **RECUSED_LAST,
    },
    tells=("deputy", "decider", "office"), confirm=Confirm.PAGE,
    undo=Final("Who stood back has no part in the case any more."),
)  # fmt: skip
# These come on paper with a day of their own, which another person confirms if it lies far back.
PAPER_ACTS = (RECORD_SERVICE, ENTER_PAPER_DEFENCE, ENTER_PAPER_APPEAL, RECORD_JUDGMENT)

"""The life cycles of reports and cases (design: DOMAIN C2)."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.words import Word
from contracts.states import WaiverWindow
from core.states import Flow


class ReportState(models.TextChoices):
    """Where a report stands."""

    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned for completion")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("rejected")
    DUPLICATE = "duplicate", _("duplicate")
    REFERRED = "referred", _("referred to another authority")
    WITHDRAWN = "withdrawn", _("withdrawn")


R = ReportState

REPORT_FLOW: Flow[ReportState] = Flow(
    {
        R.SUBMITTED: {R.RETURNED, R.ACCEPTED, R.REJECTED, R.DUPLICATE, R.REFERRED, R.WITHDRAWN},
        R.RETURNED: {R.SUBMITTED, R.WITHDRAWN},
        R.ACCEPTED: set(),
        R.REJECTED: set(),
        R.DUPLICATE: set(),
        R.REFERRED: set(),
        R.WITHDRAWN: set(),
    }
)


class CaseState(models.TextChoices):
    """Where a case stands; the outcome says proven or not."""

    OPENED = "opened", _("opened, to be served")
    NOTIFIED = "notified", _("in the defence window")
    DEFENDED = "defended", _("defended, to be decided")
    DEFENCE_LAPSED = "defence_lapsed", _("without defence, to be decided")
    SCHEDULED = "scheduled", _("scheduled for decision")
    DECIDED = "decided", _("decided, not final")
    APPEALED = "appealed", _("objected to")
    FINAL = "final", _("final")
    CLOSED = "closed", _("closed")
    CLOSED_NO_ACTION = "closed_no_action", _("closed without action")


K = CaseState

CASE_FLOW: Flow[CaseState] = Flow(
    {
        K.OPENED: {K.NOTIFIED, K.CLOSED_NO_ACTION},
        K.NOTIFIED: {K.DEFENDED, K.DEFENCE_LAPSED, K.CLOSED_NO_ACTION},
        # A paper that the office contests counts no longer: the window runs on, or is over unheard.
        K.DEFENDED: {K.NOTIFIED, K.DEFENCE_LAPSED, K.SCHEDULED, K.DECIDED, K.CLOSED_NO_ACTION},
        K.DEFENCE_LAPSED: {K.SCHEDULED, K.DECIDED, K.CLOSED_NO_ACTION},
        K.SCHEDULED: {K.NOTIFIED, K.DECIDED, K.CLOSED_NO_ACTION},
        K.DECIDED: {K.APPEALED, K.FINAL},
        # An objection on paper that the office contests counts no longer: its window runs again.
        K.APPEALED: {K.DECIDED, K.FINAL},
        # A judgment may send the case back to where it was decided.
        K.FINAL: {K.DEFENDED, K.DEFENCE_LAPSED, K.CLOSED},
        # A sanction that is reduced to one that was not carried out is due again.
        K.CLOSED: {K.FINAL, K.DEFENDED, K.DEFENCE_LAPSED},
        # Reopening leads back to the state from which the case was closed.
        K.CLOSED_NO_ACTION: {K.OPENED, K.NOTIFIED, K.DEFENDED, K.DEFENCE_LAPSED, K.SCHEDULED},
    }
)
# From these a case is closed without action; to these it is reopened.
DROPPED_FROM = (K.OPENED, K.NOTIFIED, K.DEFENDED, K.DEFENCE_LAPSED, K.SCHEDULED)

OPEN_CASES = (
    K.OPENED,
    K.NOTIFIED,
    K.DEFENDED,
    K.DEFENCE_LAPSED,
    K.SCHEDULED,
    K.DECIDED,
    K.APPEALED,
)
# In these one stands back from the case; one that is over waits for nobody.
RECUSABLE = (*OPEN_CASES, K.FINAL)
# In these the case waits for its decision.
TO_DECIDE = (K.DEFENDED, K.DEFENCE_LAPSED, K.SCHEDULED)
# In these the office may still be heard, late or in time.
HEARD_IN = (K.NOTIFIED, K.DEFENDED, K.DEFENCE_LAPSED, K.SCHEDULED)
# In these, and no other, a case counts when it is proven.
COUNTED = (K.FINAL, K.CLOSED)
# An objection waits for its decision: filed in the window, or entered after finality (ADR 36).
OBJECTED = models.Q(state=K.APPEALED) | models.Q(is_contested=True)


class ClosingCode(models.TextChoices):
    """On which ground a case is closed without action, and so without a finding."""

    EVIDENCE = "evidence", _("the evidence does not suffice for a decision")
    NO_VIOLATION = "no_violation", _("what was reported is no violation")
    DUPLICATE = "duplicate", _("the same event is dealt with in another case")
    COMPETENCE = "competence", _("outside the competence of this body")
    OFFICE_ENDED = "office_ended", _("the office or its contract has ended")
    IN_ERROR = "in_error", _("the case was opened in error")


class Track(models.TextChoices):
    """Which of the two tracks: the regulator's licence, or the agency's contract."""

    LICENCE = "licence", _("licence")
    CONTRACT = "contract", _("contract")


class Outcome(models.TextChoices):
    """What a decision found."""

    PROVEN = "proven", _("proven")
    NOT_PROVEN = "not_proven", _("not proven")


class Forum(models.TextChoices):
    """Who decided: the first forum of each track, the appeal, or a judgment from outside."""

    AGENCY = "agency", _("agency")
    COMMITTEE = "committee", _("committee")
    APPEAL = "appeal", _("objection")
    JUDGMENT = "judgment", _("court or higher authority")


class StandInStep(models.TextChoices):
    """What a stand-in is named for: the first decision of a case, its appeal, or a review."""

    DECISION = "decision", _("decision")
    APPEAL = "appeal", _("objection")
    REVIEW = "review", _("termination review")


# The step of recording a court's judgment; nobody is named for it, since the court has decided.
JUDGMENT = "judgment"


class Severity(models.TextChoices):
    """How grave a violation type is."""

    MINOR = "minor", _("minor")
    MODERATE = "moderate", _("moderate")
    MAJOR = "major", _("major")
    CRITICAL = "critical", _("critical")


class SanctionKind(models.TextChoices):
    """What a decision may lay on an office; the matrix proposes one (design: DOMAIN D1)."""

    NONE = "none", _("no sanction")
    REMINDER = "reminder", _("written reminder")
    WRITTEN_WARNING = "written_warning", _("written warning")
    SUSPENSION = "suspension", _("suspension")
    TERMINATION_REVIEW = "termination_review", _("termination review")
    CANCELLATION_REFERRAL = "licence_cancellation_referral", _("referral for licence cancellation")


# What a sanction of the contract track must be to end a contract, and to suspend it.
ENDING = (SanctionKind.TERMINATION_REVIEW, SanctionKind.CANCELLATION_REFERRAL)
SUSPENDING = (SanctionKind.SUSPENSION, *ENDING)
# What has to be carried out after finality; a reminder or warning is, once it has been served.
TO_EXECUTE = (
    SanctionKind.SUSPENSION, SanctionKind.TERMINATION_REVIEW, SanctionKind.CANCELLATION_REFERRAL
)  # fmt: skip


class AppealResult(models.TextChoices):
    """How an appeal ended."""

    UPHELD = "upheld", _("upheld")
    REDUCED = "reduced", _("reduced")
    ANNULLED = "annulled", _("annulled")


class JudgmentResult(models.TextChoices):
    """What a court or higher authority did with a final decision."""

    ANNULLED = "annulled", _("annulled")
    REDUCED = "reduced", _("reduced")
    SENT_BACK = "sent_back", _("sent back for a new decision")


class SessionState(models.TextChoices):
    """Where a hearing session stands; one that is postponed ends, and the next is called anew."""

    SUMMONED = "summoned", _("summoned")
    HELD = "held", _("held, minutes to be signed")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")
    SIGNED = "signed", _("minutes signed and sealed")


S = SessionState

SESSION_FLOW: Flow[SessionState] = Flow(
    {
        S.SUMMONED: {S.HELD, S.POSTPONED, S.CANCELLED},
        # Minutes that more people refuse than sign are not confirmed: the session is called off.
        S.HELD: {S.SIGNED, S.POSTPONED, S.CANCELLED},
        S.POSTPONED: set(),
        S.CANCELLED: set(),
        S.SIGNED: set(),
    }
)
# In these a session is not over, and its case is not decided.
LIVE_SESSIONS = (S.SUMMONED, S.HELD)
CALLED_OFF = (S.POSTPONED, S.CANCELLED)
# In these the minutes stand and are signed.
RECORDED_SESSIONS = (S.HELD, S.SIGNED)


class Confirmation(StrEnum):
    """Whether minutes are confirmed by who sat: while somebody may still sign, that is open."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


class AbsenceAnswer(models.TextChoices):
    """What the forum's side answers to who contests that the minutes note an absence."""

    PRESENT = "present", _("was there: the attendance is corrected")
    ABSENT = "absent", _("was absent: the minutes stand")


class NoticeKind(models.TextChoices):
    """What is served on an office."""

    CHARGE = "charge", _("notice of the report")
    SUMMONS = "summons", _("summons to a hearing session")
    DECISION = "decision", _("notice of the decision")
    APPEAL_RESULT = "appeal_result", _("notice of the objection's result")


class Channel(models.TextChoices):
    """How a notice reached the office."""

    PORTAL = "portal", _("office portal")
    LETTER = "letter", _("registered letter")
    IN_PERSON = "in_person", _("in person")


# What people read for names in the history's changes that no model has (audit.words).
WORDS = {
    "as_of": Word(_("as of")),
    "sealed": Word(_("digest of the sealed columns")),
    "file": Word(_("file")),
    "late": Word(_("filed late")),
    "entered_on": Word(_("entered on")),
    "day": Word(_("day of the paper")),
    "paper": Word(_("on paper")),
    "answer": Word(_("answer to the contest"), dict(AbsenceAnswer.choices)),
    "answered": Word(_("whose contest was answered")),
    "contested": Word(_("who contests the noted absence")),
    "notice": Word(_("notice"), dict(NoticeKind.choices)),
    "notice_reminded_on": Word(_("office reminded on")),
    "proposed": Word(_("sanction of the matrix"), dict(SanctionKind.choices)),
    "window": Word(_("window"), dict(WaiverWindow.choices)),
    "cases": Word(_("cases")),
    "type_keys": Word(_("types by number key")),
    "correction_due_on": Word(_("corrective action until")),
    "points_carried_by": Word(_("points counted in case")),
    "receipt": Word(_("receipt of the post")),
    "office": Word(_("office")),
    "contract": Word(_("contract")),
    "step": Word(_("what is decided"), dict(StandInStep.choices)),
    "member": Word(_("named person")),
    "last_on": Word(_("last day")),
    "evidence": Word(_("evidence")),
    "session": Word(_("state of the hearing session"), dict(SessionState.choices)),
    "called": Word(_("summoned")),
    "present": Word(_("present")),
    "recused": Word(_("recused")),
    "released": Word(_("without the role of the forum")),
    "act": Word(_("act")),
    "cut": Word(_("last event")),
    "signed": Word(_("signatures of the forum")),
    "refused": Word(_("does not sign")),
    "witnesses": Word(_("witnesses")),
}
# What people read for each verb of the history.
VERBS = {
    # A service that the office itself acknowledged is none by it.
    "case.notice_served/operator": _("acknowledged the receipt of a notice"),
    "case.summons_served/operator": _(
        "acknowledged the receipt of the summons to a hearing session"
    ),
    "evidence.opened": _("opened a file"),
    "evidence.original_opened": _("opened the sealed original of a file"),
    "case.defence_lapsed": _("closed the defence window"),
    "case.hearing_day_closed": _("closed the day of the hearing session in the calendar"),
    "case.hearing_day_open": _("opened the day of the hearing session in the calendar again"),
    "case.minutes_sealed": _("sealed the minutes of the hearing session"),
    "case.became_final": _("recorded that the decision is final"),
    "case.windows_dated": _("set the last days of the windows after the decision"),
    "case.notice_reminded": _("reminded the office of a notice that it has not opened"),
    "case.notice_left": _("put a notice left unopened down to be served on paper"),
    "dossier.made": _("made the dossier of a case"),
    "dossier.taken": _("took the dossier of a case"),
}

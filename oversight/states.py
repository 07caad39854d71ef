"""The life cycles of termination reviews and policies, and the names of the rules."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.words import Word
from core.states import Flow


class ReviewState(models.TextChoices):
    """Where a termination review stands (design: DECISIONS 11)."""

    OPEN = "open", _("open, office to be heard")
    HEARD = "heard", _("office heard, to be decided")
    ESCALATED = "escalated", _("escalated to the deputy")
    DECIDED = "decided", _("decided")
    CLOSED = "closed", _("closed")
    SUPERSEDED = "superseded", _("superseded")


V = ReviewState

REVIEW_FLOW: Flow[ReviewState] = Flow(
    {
        V.OPEN: {V.HEARD, V.ESCALATED, V.SUPERSEDED},
        V.HEARD: {V.DECIDED, V.ESCALATED, V.SUPERSEDED},
        # The office may still be heard after escalation; that is `heard_on`, not a state.
        V.ESCALATED: {V.DECIDED, V.SUPERSEDED},
        # A decision is void when a court annuls it, or its ground has fallen.
        V.DECIDED: {V.CLOSED, V.SUPERSEDED},
        V.CLOSED: set(),
        V.SUPERSEDED: set(),
    }
)

OPEN_REVIEWS = (V.OPEN, V.HEARD, V.ESCALATED)
# Here the words of the state say whether the office has answered.
ANSWERED_IN = (V.OPEN, V.HEARD)


def state_words(state: str, *, answered: bool) -> str:
    """Return the state of a review for people: an answer may come early, a window end without."""
    if state == V.OPEN and answered:
        return gettext("answered, the time to answer still runs")
    if state == V.HEARD and not answered:
        return gettext("time to answer ended, to be decided")
    return str(ReviewState(state).label)


class ReviewOutcome(models.TextChoices):
    """What the contract's own agency decided."""

    KEEP = "keep", _("keep with an improvement plan")
    WARN = "warn", _("written warning")
    SUSPEND = "suspend", _("suspend the contract")
    TERMINATE = "terminate", _("terminate the contract")


class ReviewPaperKind(models.TextChoices):
    """What a paper in a review is."""

    ANSWER = "answer", _("answer of the office on paper")
    JUDGMENT = "judgment", _("judgment on the decision")


class PolicyState(models.TextChoices):
    """Where a policy version stands; «in force» follows from its date."""

    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("not approved in time")
    SUPERSEDED = "superseded", _("ended by the approval of another version")


POLICY_FLOW: Flow[PolicyState] = Flow(
    {
        PolicyState.PROPOSED: {
            PolicyState.APPROVED,
            PolicyState.REFUSED,
            PolicyState.WITHDRAWN,
            PolicyState.EXPIRED,
            PolicyState.SUPERSEDED,
        },
        PolicyState.APPROVED: set(),
        PolicyState.REFUSED: set(),
        PolicyState.WITHDRAWN: set(),
        PolicyState.EXPIRED: set(),
        PolicyState.SUPERSEDED: set(),
    }
)


class DutyKind(models.TextChoices):
    """Which step a finding asks of its agency."""

    SERVE = "serve", _("serve the notice of an accepted report")
    PAPER = "paper", _("serve on paper a notice left unopened in the portal")
    DECIDE = "decide", _("decide the case")
    APPEAL = "appeal", _("decide the objection")
    EXECUTE = "execute", _("carry out the final decision")
    VERIFY = "verify", _("verify what was put right")
    CLOSE = "close", _("close the case")
    REVIEW = "review", _("decide on a flag")
    REINSTATE = "reinstate", _("reinstate the contract")
    CARRY_OUT = "carry_out", _("carry out the decision of the review")
    TERMINATE = "terminate", _("end the contract after its notice, or withdraw the notice")


# What is asked anew when it begins anew in a case; the clock is the case's own.
HANDLING = (
    DutyKind.APPEAL, DutyKind.EXECUTE, DutyKind.VERIFY, DutyKind.CLOSE, DutyKind.PAPER
)  # fmt: skip


class DutyState(models.TextChoices):
    """Where a duty stands: one step up a day at most, and from the start after a reopening."""

    RUNNING = "running", _("running")
    REMINDED = "reminded", _("reminded")
    HEAD = "head", _("before the head of the agency")
    DEPUTY = "deputy", _("before the deputy")
    AGENDA = "agenda", _("on the agenda of the working group")
    ACTED = "acted", _("acted on")
    REFUSED = "refused", _("refused with a reason")
    VOID = "void", _("void")

    @classmethod
    def ended(cls) -> tuple[str, ...]:
        """Return the states of a duty that is over; only a refusal can be reopened."""
        return (cls.ACTED, cls.REFUSED, cls.VOID)


D = DutyState
_ENDS = {D.ACTED, D.REFUSED, D.VOID}

DUTY_FLOW: Flow[DutyState] = Flow(
    {
        D.RUNNING: {D.REMINDED, *_ENDS},
        D.REMINDED: {D.HEAD, *_ENDS},
        D.HEAD: {D.DEPUTY, *_ENDS},
        D.DEPUTY: {D.AGENDA, *_ENDS},
        D.AGENDA: {*_ENDS},
        D.ACTED: set(),
        D.REFUSED: {D.RUNNING},
        D.VOID: set(),
    }
)
OPEN_DUTIES = (D.RUNNING, D.REMINDED, D.HEAD, D.DEPUTY, D.AGENDA)
# The ladder, from below, with the column of each step's day.
STEP_DAYS: dict[DutyState, str] = {
    D.REMINDED: "reminded_on",
    D.HEAD: "head_on",
    D.DEPUTY: "deputy_on",
    D.AGENDA: "agenda_on",
}
# The event of each step.
RAISED: dict[DutyState, str] = {
    D.REMINDED: "duty.reminded",
    D.HEAD: "duty.put_before_head",
    D.DEPUTY: "duty.put_before_deputy",
    D.AGENDA: "duty.put_on_agenda",
}


class RefusalCode(models.TextChoices):
    """On which ground an agency does not do what a finding asks."""

    NOT_OURS = "not_ours", _("not within the powers of the agency")
    CONTRACT_OVER = "contract_over", _("the contract with the office is over")
    REMEDIED = "remedied", _("put right meanwhile, nothing is left to be done")
    COURT = "court", _("stayed by a court or a higher authority")
    OTHER_WAY = "other_way", _("dealt with in another proceeding")
    CASE_CLOSED = "case_closed", _("the case was closed without action, with a reason")
    TERM_PASSED = "term_passed", _("reinstatement impossible: the term has passed")
    NO_LICENCE = "no_licence", _("reinstatement impossible: the office has no licence")
    LINE_HELD = "line_held", _("reinstatement impossible: another contract covers the line")
    SETTLED = "settled", _("reinstatement impossible: the contract is settled")


# A judgment is not refused: a reinstatement is at most impossible (design: DECISIONS 31).
IMPOSSIBILITIES = (
    RefusalCode.TERM_PASSED,
    RefusalCode.NO_LICENCE,
    RefusalCode.LINE_HELD,
    RefusalCode.SETTLED,
)


class VoidCause(models.TextChoices):
    """Why a duty no longer has a finding behind it."""

    OVERTURNED = "overturned", _("the finding was overturned")
    SUPERSEDED = "superseded", _("the flag was superseded")
    CLEARED = "cleared", _("what the flag told no longer holds")
    NOTHING_LEFT = "nothing_left", _("nothing is left to be carried out")
    WAITS = "waits", _("something else in the case comes first")
    CALLED_OFF = "called_off", _("the notice is not served any more")


# What a decided review does to the contract itself.
CARRIED = (ReviewOutcome.SUSPEND, ReviewOutcome.TERMINATE)


class RuleCode(models.TextChoices):
    """The rules of DOMAIN D4; those of later registers are carried switched off."""

    CRITICAL_ONCE = "F01", _("one critical violation")
    MAJOR_REPEAT = "F02", _("repeated major violations at one agency")
    SAME_TYPE_REPEAT = "F03", _("the same violation repeated")
    POINTS = "F04", _("accumulated points")
    CROSS_AGENCY = "F05", _("major violations at several agencies")
    AFTER_WARNING = "F06", _("violation while a written warning is in force")
    CURE_MISSED = "F07", _("corrective action missed")
    REMITTANCE = "F08", _("remittance overdue")
    LICENCE_LOST = "F09", _("licence not valid")
    INACTIVITY = "F10", _("closed without permit")
    GUARANTEE = "F11", _("guarantee expired")
    LOW_RANK = "F12", _("low rank in consecutive rounds")
    COMPLAINTS = "F13", _("substantiated complaints")
    TRAINING = "F14", _("staff without required training")
    AGENCY_INACTION = "A01", _("agency has not acted in time")
    AGENCY_NO_REPORTS = "A02", _("agency reports nothing")
    GRIEVANCE_UNANSWERED = "A03", _("grievance unanswered")


class FlagScope(models.TextChoices):
    """What a flag is about."""

    CONTRACT = "contract", _("contract")
    OFFICE = "office", _("office")
    LICENCE = "licence", _("licence")
    AGENCY = "agency", _("agency")


class FlagEndKind(models.TextChoices):
    """How a flag stopped mattering; the flag itself is never changed."""

    SUPERSEDED = "superseded", _("superseded: the facts changed")
    DECIDED = "decided", _("answered by a decided review")
    CLEARED = "cleared", _("the condition no longer holds")


class RunMode(models.TextChoices):
    """What a run looks at: everything, or what may have changed since the last one."""

    FULL = "full", _("full")
    INCREMENTAL = "incremental", _("incremental")


class RunState(models.TextChoices):
    """Where a run stands."""

    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


# What people read for a job, and for each number that it counts.
FOUR_EYES = "check_four_eyes"
DUTY_CHECK = "check_duties"
STATE_CHECK = "compare_states"
PROOF_CHECK = "verify_proofs"
UNOPENED_NOTICES = "follow_unopened"
JOBS = {
    "flag_termination_review": _("flagging run"),
    FOUR_EYES: _("nightly look for one person in two roles"),
    DUTY_CHECK: _("nightly look for findings without exactly one duty"),
    STATE_CHECK: _("nightly look for states that no event explains"),
    PROOF_CHECK: _("nightly proof of the history and of sealed rows and files"),
    UNOPENED_NOTICES: _("nightly reminders of unopened notices"),
}
COUNTS = {
    "flags": _("flags"),
    "watches": _("watches"),
    "opened": _("reviews opened"),
    "joined": _("joined an open review"),
    "cleared": _("flags ended"),
    "superseded_flags": _("flags void"),
    "superseded": _("reviews void"),
    "breaches": _("records in which one person stands twice"),
    "unidentified": _("staff accounts whose person is not known"),
    "findings": _("findings that ask for a step"),
    "astray": _("findings without exactly one duty"),
    "untrue": _("records whose state no event explains"),
    "altered": _("events, rows and files that are not what was sealed"),
    "sealed": _("rows that fit the digest in their event"),
    "recounted": _("open flags that a recount finds"),
    "unopened": _("unopened notices that went on by a step"),
    "failed": _("files that failed"),
}
# Where two persons are needed, in the words of a run of the nightly look.
TWICE = {
    "report_weighed": _("report {number}: reported and weighed"),
    "case_decided": _("case {number}: reported and decided"),
    "session_attended": _("case {number}: reported, and sat in the session"),
    "appeal_decided": _("case {number}: took part, and decided the objection"),
    "decided_again": _("case {number}: decided in two rounds"),
    "review_decided": _("review {number}: reported and decided"),
    "stand_in_named": _("record {number}: the deputy named himself to decide"),
    "stand_in_had_part": _("record {number}: had a part, and named or was named to decide"),
    "stand_in_by_role": _("record {number}: named without the role, or by one without it"),
    "stand_in_out_of_turn": _("record {number}: somebody was named while another was free"),
    "policy_approved": _("policy {number}: proposed and approved"),
    "act_confirmed": _("proposal {number}: proposed and confirmed"),
    "contract_signed": _("contract {number}: drafted and signed"),
}
# What people read for names in the history's changes that no model has (audit.words).
WORDS = {name: Word(label) for name, label in COUNTS.items()} | {
    "rule": Word(_("rule"), dict(RuleCode.choices)),
    "end": Word(_("end"), dict(FlagEndKind.choices)),
    "evidence": Word(_("evidence")),
    "day": Word(_("day of the paper")),
    "scan_sha256": Word(_("seal")),
    "by_rule": Word(_("by rule")),
    "offices": Word(_("offices")),
    "file": Word(_("file")),
    "sha256": Word(_("seal")),
    "member": Word(_("named person")),
    "last_on": Word(_("last day")),
    "altered": Word(_("events, rows and files that are not what was sealed")),
    "anchors": Word(_("anchors of the history that were read")),
    "anchor": Word(_("digest of the last anchor")),
    "record_type": Word(_("type of record")),
    "record": Word(_("record")),
    "held": Word(_("state")),
    "unexpected": Word(_("changes that nobody announced")),
}
# What people read for each verb of the history (audit.verbs).
VERBS = {
    # A service that the office itself acknowledged is none by it.
    "review.served/operator": _("acknowledged the receipt of the notice"),
    "policy.loaded": _("brought in the first policy version"),
    "policy.withdrawn": _("withdrew the proposed policy version"),
    "policy.expired": _("the proposed policy version was not approved in time"),
    "policy.superseded": _("another version was approved, which ended the proposal"),
    "four_eyes.checked": _("looked for one person in two roles"),
    "unopened.followed": _("followed the unopened notices"),
    "proofs.verified": _("verified the history and the sealed files"),
    "proofs.broken": _("found events or files that are not what was sealed"),
    "states.differ": _("found a record whose state no event explains"),
    "states.compared": _("compared each record's state with its last event"),
    "flag.raised": _("raised the flag"),
    "flag.superseded": _("ended the flag: its facts no longer count"),
    "flag.cleared": _("ended the flag: it no longer holds"),
    "review.opened": _("opened the termination review and issued the notice"),
    "review.joined": _("joined flags to the review"),
    "review.notice_reminded": _("reminded the office of the unopened notice"),
    "review.notice_left": _("put the unopened notice down to be served on paper"),
    "review.hearing_lapsed": _("the time to answer ended"),
    "review.superseded": _("the review became void"),
    "review.escalated": _("put the review before the deputy"),
    "duty.reminded": _("reminded the agency of its duty"),
    "duty.put_before_head": _("put the duty before the head of the agency"),
    "duty.put_before_deputy": _("put the duty before the deputy"),
    "duty.scan_opened": _("opened the scan of the refusal"),
    "review.paper_opened": _("opened the scan of a paper of the review"),
    "duties.checked": _("looked for findings without exactly one duty"),
}

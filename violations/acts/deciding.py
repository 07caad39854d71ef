"""Why a case or its objection is not decided now, or not by this person."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from core.acts import NOT_PERMITTED, Blocked, Excluded, once_per_record
from core.jalali import long
from core.persian import isolated, persian_digits
from violations.acts.conditions import session
from violations.acts.ending import result_is_unserved
from violations.acts.moments import day_of
from violations.facts import against_window, reckoning_on
from violations.facts.sessions import judges_of, minutes_due
from violations.facts.turns import (
    NO_MEMBER,
    STAND_IN,
    decided_earlier,
    is_objected,
    is_passed_over,
    is_turn,
    members_free_for,
    naming_step,
    part_in,
    turn_of,
    waits_for,
)
from violations.models import Case
from violations.states import JUDGMENT, CaseState, SessionState, StandInStep, Track


@once_per_record
def may_decide(case: Case, actor: Principal, step: str, on: date) -> bool:
    """Tell whether the case waits for this step and for nobody but the actor."""
    return is_turn(actor, case, step, on)


def decides_track(actor: Principal, track: str) -> bool:
    """Tell whether the actor's role decides cases of this track at first instance."""
    is_licence = track == Track.LICENCE
    usual = Permission.CASE_DECIDE_LICENCE if is_licence else Permission.CASE_DECIDE_CONTRACT
    return may(actor, usual)


def judges_track(actor: Principal, track: str) -> bool:
    """Tell whether the actor's role decides objections of this track; a chair does of both."""
    is_own = actor.is_agency == (track == Track.CONTRACT)
    usual = may(actor, Permission.CASE_DECIDE_APPEAL)
    return usual and (is_own or actor.role is Role.COMMITTEE_CHAIR)


def decides_case(actor: Principal, case: Case, on: date) -> bool:
    """Tell whether the actor's role decides cases of this track, or this one as a stand-in."""
    return decides_track(actor, case.track) or may_decide(case, actor, StandInStep.DECISION, on)


def decides_objection(actor: Principal, case: Case, on: date) -> bool:
    """Tell whether the actor's role decides objections of this track, or this as a stand-in."""
    return judges_track(actor, case.track) or may_decide(case, actor, StandInStep.APPEAL, on)


@once_per_record
def other_decides(case: Case, actor: Principal, step: str, on: date) -> Blocked | None:
    """Return why what the case waits for is another person's to decide."""
    if may_decide(case, actor, step, on):
        return None
    why = part_in(actor, case, step, on) or _("Somebody else's turn is before yours here.")
    return _not_permitted(why)


def other_decides_case(case: Case, actor: Principal, on: date) -> Blocked | None:
    """Return why the first decision is another person's."""
    return other_decides(case, actor, StandInStep.DECISION, on)


def other_decides_objection(case: Case, actor: Principal, on: date) -> Blocked | None:
    """Return why the decision of the objection is another person's."""
    return other_decides(case, actor, StandInStep.APPEAL, on)


def other_records_judgment(case: Case, actor: Principal, on: date) -> Blocked | None:
    """Return who records the judgment instead, and which own part in the case is why."""
    if may_decide(case, actor, JUDGMENT, on):
        return None
    who = RECORDERS.get(turn_of(case, JUDGMENT, on), _("Nobody is free to record this judgment."))
    return _not_permitted(" ".join(filter(None, (part_in(actor, case, JUDGMENT, on), str(who)))))


def session_is_not_sealed(case: Case, actor: Principal, on: date) -> str:
    """Return that a session is to be held, as the committee always does, or to be sealed."""
    found = session(case)
    if found is None and case.track == Track.LICENCE:
        return _("The committee decides in a hearing session: call one first.")
    if found is None or found.state == SessionState.SIGNED:
        return ""
    until = minutes_due(found) if found.state == SessionState.HELD else None
    if until is not None and until >= day_of(on):
        text = _(
            "The minutes of the hearing session are open for signatures until the end of {day};"
            " they are sealed first."
        )
        return text.format(day=long(until))
    return _("A hearing session of this case is not over: seal its minutes first.")


@once_per_record
def day_is_ahead(case: Case, actor: Principal, on: date) -> str:
    """Return that the case is decided on a later day that was named, unless a session heard it."""
    if case.state != CaseState.SCHEDULED or not case.decision_on or case.decision_on <= day_of(on):
        return ""
    if session(case) is not None:
        return ""
    return _("The day of decision is {day}: until then the office may add to its answer.").format(
        day=long(case.decision_on)
    )


@once_per_record
def window_is_open(case: Case, actor: Principal, on: date) -> str:
    """Return that the office's defence window runs to a later day, and was not ended by it."""
    return against_window(case, on)


@once_per_record
def others_sat(case: Case, actor: Principal, on: date) -> Blocked | None:
    """Return that the actor was not in the session in which somebody who may decide sat."""
    found = session(case)
    if found is None or not is_passed_over(found, actor, on):
        return None
    return _not_permitted(_("Who decides has sat in the hearing session."))


@once_per_record
def too_few_may_decide(case: Case, actor: Principal, on: date) -> str:
    """Return that fewer may sit for a case of the committee than its decision needs."""
    if case.track != Track.LICENCE or session(case) is not None:
        return ""
    found, quorum = len(judges_of(case, on)), reckoning_on(on).quorum
    if found >= quorum:
        return ""
    return _(
        "A decision needs {least} members of the committee, and {found} may sit: whoever reported,"
        " stood back or decided before the case was sent back does not. Another member of the"
        " committee is appointed first."
    ).format(least=persian_digits(quorum), found=persian_digits(found))


def no_objection(case: Case, actor: Principal, on: date) -> str:
    """Return that no objection waits for its decision."""
    return "" if is_objected(case) else _("No objection waits in this case.")


def no_decision_waits(case: Case, actor: Principal, on: date) -> str:
    """Return that the case waits neither for a decision nor for one of an objection."""
    return "" if naming_step(case) else _("The case does not wait for a decision.")


def namer_had_a_part(case: Case, actor: Principal, on: date) -> Blocked | None:
    """Return which part in the case keeps the actor from naming who decides it."""
    step = naming_step(case)
    return _not_permitted(part_in(actor, case, step, on)) if step else None


def somebody_is_free(case: Case, actor: Principal, on: date) -> str:
    """Return that somebody whose decision it is had no part in the case."""
    step = naming_step(case)
    if step is None or turn_of(case, step, on) == STAND_IN:
        return ""
    return _("Somebody whose turn it is is free to decide.")


@once_per_record
def no_member_is_free(case: Case, actor: Principal, on: date) -> str:
    """Return that no member of the committee is free to decide in place of others."""
    step = naming_step(case)
    if step is None or members_free_for(case, step, on, actor):
        return ""
    return str(NO_MEMBER)


def cannot_be_judged(case: Case, actor: Principal, on: date) -> str:
    """
    Return that a court has nothing to judge: only a final proven decision counts.

    The result of its objection is served first: the office reads what was decided before a
    judgment sent the case back.
    """
    if not waits_for(case, JUDGMENT):
        return _("A judgment concerns a final proven decision alone.")
    if not result_is_unserved(case):
        return ""
    text = _(
        "The result of the objection in case {number} has not been served on the office yet;"
        " serve it first, then the judgment is recorded."
    )
    return text.format(number=isolated(case.number))


# Who records a judgment, by the role whose turn it is.
RECORDERS: dict[str, Any] = {
    Role.AGENCY_APPEAL: gettext_lazy("Who decides the agency's objections records this judgment."),
    Role.COMMITTEE_CHAIR: gettext_lazy("The chair of the committee records this judgment."),
    Role.SECRETARIAT: gettext_lazy("The secretariat records this judgment."),
}
DECIDED_BEFORE = Excluded(
    "who decided it before a judgment sent it back",
    lambda case, actor, _on: decided_earlier(case, actor.user_id),
)


def _not_permitted(why: str) -> Blocked | None:
    return Blocked(why, NOT_PERMITTED) if why else None

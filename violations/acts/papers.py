"""Who enters paper in an office's name, and what of it the office may contest (ADR 53)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Role
from core.acts import Excluded, Whose, once_per_record
from core.jalali import long
from core.persian import isolated
from violations.acts.conditions import keeps_track
from violations.acts.deciding import decides_track
from violations.facts import appeal_of
from violations.facts.paper import papers_wait
from violations.facts.paper_entries import (
    contestable_papers,
    decides_by_person,
    defence_contest_ends,
    has_decided,
    objection_contest_ends,
)
from violations.facts.turns import is_objected
from violations.models import Case
from violations.states import HEARD_IN, CaseState, StandInStep

decides = once_per_record(decides_by_person)
decided = once_per_record(has_decided)


@once_per_record
def papers_of(case: Case) -> tuple[object, ...]:
    """Return the paper entries that the office may contest now."""
    return tuple(contestable_papers(case)) if case.state in HEARD_IN else ()


@once_per_record
def _papers_wait(case: Case) -> bool:
    return papers_wait(case)


def paper_waits(case: Case, actor: Principal, on: date) -> str:
    """Return that a paper in the office's name waits for its second person."""
    if not _papers_wait(case):
        return ""
    text = _(
        "A paper of the office in case {number} was entered and waits for its confirmation; the"
        " case goes on after that."
    )
    return text.format(number=isolated(case.number))


@once_per_record
def _defence_contest_ends(case: Case, on: date) -> date | None:
    return defence_contest_ends(case, on)


def defence_is_contestable(case: Case, actor: Principal, on: date) -> str:
    """Return until when the office may contest the answer that was entered in its name."""
    return contestable_until(_defence_contest_ends(case, on))


def objection_is_contestable(case: Case, actor: Principal, on: date) -> str:
    """Return until when the office may contest the objection that was entered in its name."""
    return contestable_until(objection_contest_ends(case, on) if is_objected(case) else None)


def contestable_until(until: date | None) -> str:
    """Return that nothing is decided on a paper while the office may contest it; "" for None."""
    if until is None:
        return ""
    return _(
        "The office may contest what was entered in its name until the end of {day}; it is decided"
        " after that, or when the office has written itself."
    ).format(day=long(until))


def has_objected_itself(case: Case, actor: Principal, on: date) -> str:
    """Return that the office's own objection waits; one that was entered for it gives way to it."""
    found = appeal_of(case) if case.state == CaseState.APPEALED else None
    return _("The office has objected already.") if found and not found.is_paper else ""


def takes_paper(actor: Principal, case: Case, on: date) -> bool:
    """Tell whether the office may hand paper in to the actor: its keeper, or the secretariat."""
    return keeps_track(actor, case, on) or actor.role is Role.SECRETARIAT


def decides_the_case(case: Case, actor: Principal, on: date) -> str:
    """Return that the actor decides the case, or an empty string."""
    is_decider = decides_track(actor, case.track) or (
        case.state in HEARD_IN and decides(case, actor.user_id, StandInStep.DECISION, on)
    )
    if not is_decider:
        return ""
    return _("You decide this case; a colleague or the secretariat enters the office's paper.")


def decided_in_it(case: Case, actor: Principal, on: date) -> str:
    """Return that the actor decided what is objected to, or decides the objection."""
    is_decider = decides_track(actor, case.track) or decided(case, actor.user_id)
    if not is_decider:
        return ""
    return _("You decided in this case; a colleague or the secretariat enters the objection.")


def nothing_to_contest(case: Case, actor: Principal, on: date) -> str:
    """Return that nothing was entered from paper in the office's name."""
    return "" if papers_of(case) else _("Nothing was entered from paper in your name.")


def no_objection_to_contest(case: Case, actor: Principal, on: date) -> str:
    """Return that no objection from paper waits for its decision."""
    found = appeal_of(case) if is_objected(case) else None
    if found is not None and found.is_paper:
        return ""
    return _("No objection that was entered in your name waits for its decision.")


TAKES_PAPER = Whose(
    "the side that keeps the track, and the secretariat",
    takes_paper,
    gettext_lazy("This case is kept by the other side: each track by its own."),
)
DECIDER = Excluded("who decides the case", decides_the_case)
DECIDED = Excluded("who decided in the case", decided_in_it)

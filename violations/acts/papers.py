"""Who enters paper in an office's name, and what of it the office may contest (ADR 53)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Role
from core.acts import Excluded, Whose, once_per_record
from violations.acts.conditions import keeps_track
from violations.acts.deciding import decides_track
from violations.facts import appeal_of
from violations.facts.paper_entries import contestable_papers, decides_by_person, has_decided
from violations.facts.turns import is_objected
from violations.models import Case
from violations.states import HEARD_IN, StandInStep

decides = once_per_record(decides_by_person)
decided = once_per_record(has_decided)


@once_per_record
def papers_of(case: Case) -> tuple[object, ...]:
    """Return the paper entries that the office may contest now."""
    return tuple(contestable_papers(case)) if case.state in HEARD_IN else ()


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

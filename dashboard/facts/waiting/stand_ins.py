"""Cases that others decide in place of those who had a part, and those that nobody can decide."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal, may
from accounts.roles import Permission
from dashboard.facts.waiting.shapes import Kind, Section, Waiting, Waits
from violations.acts import cases
from violations.facts import awaiting
from violations.facts.benches import nameable, without_quorum
from violations.models import Case
from violations.states import OBJECTED, Track

FILES = Section.FILES
CLOCK = ("defence_due_on", "decision_due_on")
TOO_FEW = _(
    "Too few members of the committee are free to decide: two administrators give another person"
    " the role of a member"
)
KNOWN: dict[str, tuple[Any, dict[str, Any]]] = {
    "stand-in": (
        _("Decide in place of those who had a part"),
        {"acts": (cases.DECIDE, cases.DECIDE_APPEAL)},
    ),
    "name-stand-in": (
        _("Nobody there may decide: appoint a stand-in"), {"acts": (cases.NAME_STAND_IN,)}
    ),
    "name-stand-in-licence": (
        _("No member of the committee is left whose turn it is to decide: appoint a stand-in"),
        {"acts": (cases.NAME_STAND_IN,)},
    ),
    "too-few": (TOO_FEW, {"see": _("See the case")}),
}  # fmt: skip
# A decision has its own clock, that of an objection another one.
STAND_INS = {
    f"{name}{end}": Kind(FILES, "case", title, clock=clock, **words)
    for name, (title, words) in KNOWN.items()
    for end, clock in (("", "decision"), ("-appeal", "appeal_decision"))
}


def stand_ins(principal: Principal, on: date, body: Any) -> Waits:
    """Yield what is decided in place of others, who is to be named, and what nobody can decide."""
    seen = Case.objects.visible_to(principal)
    if cases.NAME_STAND_IN.is_for(principal):
        waiting = awaiting.unnamed(principal, seen, on)
        known = waiting.filter(nameable(on, principal))
        yield from _by_step("name-stand-in", known.exclude(track=Track.LICENCE), body)
        yield from _by_step("name-stand-in-licence", known.filter(track=Track.LICENCE), body)
        yield from _by_step("too-few", waiting.exclude(nameable(on, principal)), body)
    if cases.DECIDE.is_for(principal) and may(principal, Permission.CASE_DECIDE_LICENCE):
        yield Waiting("too-few", seen.filter(without_quorum(on)), *CLOCK, body=body)
    if may(principal, Permission.STAND_IN_DECIDE):
        yield from _by_step("stand-in", awaiting.passed_to(principal, seen, on), body)


def _by_step(name: str, rows: QuerySet[Case], body: Any) -> Waits:
    """Yield those that wait for a first decision, and those that wait for that of an objection."""
    yield Waiting(name, rows.exclude(OBJECTED), *CLOCK, body=body)
    objected = rows.filter(OBJECTED, appeal__round_no=F("round_no"), appeal__contested_on=None)
    yield Waiting(
        f"{name}-appeal", objected, "appeal__filed_on", "appeal_decision_due_on", body=body
    )

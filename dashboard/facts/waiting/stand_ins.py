"""Cases that others decide in place of those who had a part, and those that nobody can decide."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal, may
from accounts.roles import Permission
from dashboard.facts.waiting.shapes import Kind, Section, Waiting, Waits
from violations.acts import cases
from violations.facts import awaiting
from violations.facts.benches import nameable, without_quorum
from violations.models import Case
from violations.states import Track

FILES = Section.FILES
TOO_FEW = _("Too few members of the committee are free to decide: another member is appointed")
STAND_INS = {
    "stand-in": Kind(
        FILES, "case", _("Decide in place of those who had a part"),
        (cases.DECIDE, cases.DECIDE_APPEAL), clock="decision",
    ),
    "name-stand-in": Kind(
        FILES, "case", _("Nobody there may decide: appoint a stand-in"), (cases.NAME_STAND_IN,),
        clock="decision",
    ),
    "name-stand-in-licence": Kind(
        FILES, "case",
        _("No member of the committee is left whose turn it is to decide: appoint a stand-in"),
        (cases.NAME_STAND_IN,), clock="decision",
    ),
    "too-few": Kind(FILES, "case", TOO_FEW, see=_("See the case"), clock="decision"),
}  # fmt: skip


def stand_ins(principal: Principal, on: date, body: Any) -> Waits:
    """Yield what is decided in place of others, who is to be named, and what nobody can decide."""
    seen = Case.objects.visible_to(principal)
    columns: dict[str, Any] = {"since": "defence_due_on", "due": "decision_due_on", "body": body}
    if cases.NAME_STAND_IN.is_for(principal):
        waiting = awaiting.unnamed(principal, seen, on)
        known = waiting.filter(nameable(on, principal))
        yield Waiting("name-stand-in", known.exclude(track=Track.LICENCE), **columns)
        yield Waiting("name-stand-in-licence", known.filter(track=Track.LICENCE), **columns)
        yield Waiting("too-few", waiting.exclude(nameable(on, principal)), **columns)
    if cases.DECIDE.is_for(principal) and may(principal, Permission.CASE_DECIDE_LICENCE):
        yield Waiting("too-few", seen.filter(without_quorum(on)), **columns)
    if may(principal, Permission.STAND_IN_DECIDE):
        yield Waiting("stand-in", awaiting.passed_to(principal, seen, on), **columns)

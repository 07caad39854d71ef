"""
What others read of agencies, and the places on their pages that higher floors fill.

The places: docs/adr/0004-panels.md.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role, ScopeKind
from agencies.models import Agency
from audit.models import AuditEvent
from core.panels import Beside, Button, Column, Panel, Pill, Register, View, Way
from notices.facts.access import grant_of, is_of_another, news_of_grant
from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.states import Topic
from territory.models import Division
from territory.rules import Level

# The agency's page.
PANELS: Register[Panel] = Register()
WAYS: Register[Way] = Register()
# Columns of the table of its services.
BESIDE: Register[Beside] = Register()
BUTTONS: Register[Button] = Register()
PILLS: Register[Pill] = Register()

# The list of agencies.
COLUMNS: Register[Column] = Register()
VIEWS: Register[View] = Register()


def counties_of(agency: Agency, on: date) -> QuerySet[Division]:
    """Return the counties of an agency's province on a day."""
    return Division.objects.filter(level=Level.COUNTY, parent=agency.province).current(on)


def _moved_seat(event: AuditEvent) -> News | None:
    """Return the news of another seat: its working days count the agency's deadlines from now."""
    agency = Agency.objects.filter(public_id=event.target_id).first()
    if agency is None:
        return None
    before, after = event.changes["seat"]
    return News(
        record=agency,
        values={"agency": agency.short_name, "before": before or "–", "after": after},
        url=agency.get_absolute_url(),
        audiences=[Audience(Role.AGENCY_MANAGER, agency.public_id), Audience(Role.DEPUTY)],
    )


def _of_own_people(event: AuditEvent) -> News | None:
    """Return the news of a role in an agency that was given or ended, for its managers."""
    grant = grant_of(event)
    if grant is None or grant.scope_kind != ScopeKind.AGENCY or grant.scope_id is None:
        return None
    agency = Agency.objects.filter(public_id=grant.scope_id).first()
    if agency is None:
        return None
    managers = [Audience(Role.AGENCY_MANAGER, agency.public_id)]
    return news_of_grant(event, grant, agency.get_absolute_url(), managers)


_CAME = _("{body} · {role} · from {from_on} · letter {letter} · by {name}")
_LEFT = _("{body} · {role} · {moment} · letter {letter} · by {name}")
PEOPLE = tuple(
    Kind(
        f"{verb}/agency", Topic.SECURITY, title, verb=verb, find_in=_of_own_people, detail=detail,
        icon="users", tone="warn", sees=is_of_another,
    )
    for verb, title, detail in (
        ("role.granted", _("{person} was given a role in your agency"), _CAME),
        ("role.ended", _("A role of {person} in your agency was ended"), _LEFT),
        ("role.voided", _("A role of {person} in your agency was withdrawn"), _LEFT),
    )
)  # fmt: skip


def register_news() -> None:
    """Say who hears of roles in an agency, and that its seat lies in another county."""
    for kind in PEOPLE:
        KINDS.add(kind)
    KINDS.add(
        Kind(
            "agency.seat_set", Topic.DEADLINE,
            _("Deadlines of an agency are counted in the working days of another county"),
            find_in=_moved_seat, detail=_("{agency} · until now {before}, from now on {after}"),
            icon="deadline", tone="warn",
        )
    )  # fmt: skip


def agency_words() -> Iterator[str]:
    """Yield names and codes of all agencies, which no password is made of."""
    for names in Agency.objects.values_list("name", "short_name", "code"):
        yield from names

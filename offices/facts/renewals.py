"""Licences whose renewal is to be asked for, and what stands against each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Role
from core.acts import once_per_record
from core.jalali import short
from core.panels import blocked
from core.persian import persian_digits
from offices.facts.panels import GUARDS, RENEWALS
from offices.models import Licence, Office
from offices.rules import first_day_to_renew, last_day_to_renew, renewal_obstacles
from offices.rules.register import RENEWAL_OPENS
from offices.states import LicenceState, OfficeState
from workdays.facts import rule_in_force

RENEWAL_RULE = "renewal_request_before"
WATCHED = RENEWAL_OPENS
MOST = 500
# The whole watch is read by those of the province who follow the register.
READERS = frozenset({Role.DEPUTY, Role.EXPERT, Role.SECRETARIAT, Role.AUDITOR})
_COLUMNS = (
    "office_id", "office__code", "office__name", "office__county__name", "office__state",
    "number", "state", "expires_on",
)  # fmt: skip


@dataclass(frozen=True)
class Renewal:
    """A licence that ends soon: the last day to ask, how many days are left, what is against it."""

    code: str
    name: str
    county: str
    number: str
    state: str
    expires_on: date
    last_on: date
    left: int
    obstacles: tuple[str, ...]


def renewals(actor: Principal, on: date, office: Office | None = None) -> tuple[int, list[Renewal]]:
    """
    Return how many days before its end a renewal is asked for, and the licences that end soon.

    Of one office, or of all in scope. The nearest end comes first; the number of queries does not
    grow with the licences.

    Source: DOMAIN B1 and C4.17 [S4].
    """
    days = rule_in_force(RENEWAL_RULE, on).value
    licences = Licence.objects.visible_to(actor)
    rows = list(
        (licences.filter(office=office) if office else licences)
        .filter(
            state__in=[
                LicenceState.VALID, LicenceState.SUSPENDED, LicenceState.RENEWAL_REQUESTED
            ],
            expires_on__range=(on, on + WATCHED),
        )
        .order_by("expires_on", "pk")
        .values(*_COLUMNS)[:MOST]
    )  # fmt: skip
    against: dict[int, list[str]] = {}
    for part in RENEWALS:
        for key, texts in part.read([row["office_id"] for row in rows], actor, on).items():
            against.setdefault(key, []).extend(texts)
    return days, [_renewal(row, days, on, against.get(row["office_id"], [])) for row in rows]


@once_per_record
def obstacles_to_renewal(licence: Licence, on: date) -> list[str]:
    """Return every reason against a request for renewal, those of the floors above included."""
    return [
        *renewal_obstacles(
            licence_state=LicenceState(licence.state),
            office_state=OfficeState(licence.office.state),
            expires_on=licence.expires_on,
            days_before=rule_in_force(RENEWAL_RULE, on).value,
            on=on,
        ),
        *open_at_renewal(licence, on),
    ]


def open_to_reader(licence: Licence, actor: Principal, on: date) -> list[str]:
    """Return what stays open at a renewal, as HTML in the words and with the links of a reader."""
    office = licence.office_id
    return [text for part in RENEWALS for text in part.read([office], actor, on).get(office, [])]


def days_to_ask(licence: Licence, on: date) -> tuple[date, date]:
    """Return the first and the last day on which the renewal of a licence may be asked for."""
    days = rule_in_force(RENEWAL_RULE, on).value
    return first_day_to_renew(licence.expires_on), last_day_to_renew(licence.expires_on, days)


def is_time_to_renew(licence: Licence, on: date) -> bool:
    """Tell whether the regulator's renewal is entered: from the first day to ask for one on."""
    return on >= first_day_to_renew(licence.expires_on)


@once_per_record
def open_at_renewal(licence: Licence, on: date) -> list[str]:
    """
    Return what stays open although the regulator renewed the licence; empty if nothing.

    It forbids a request for renewal, and is a warning where the renewed licence is entered.
    """
    return blocked(GUARDS, "renew", licence, on)


@dataclass(frozen=True)
class Stage:
    """Where the renewal of a licence stands, in words, with the tone in which it is said."""

    text: str
    tone: str = ""


def renewal_stages(licences: Sequence[tuple[str, date | None]], on: date) -> list[Stage | None]:
    """
    Return how far the renewal of each licence, by its state and last day, is; at most one query.

    None while it is far off, or none is valid.
    """
    ends_soon = any(_ends_soon(state, expires_on, on) for state, expires_on in licences)
    days = rule_in_force(RENEWAL_RULE, on).value if ends_soon else 0
    return [_stage(state, expires_on, on, days) for state, expires_on in licences]


def _ends_soon(state: str, expires_on: date | None, on: date) -> bool:
    return state == LicenceState.VALID and expires_on is not None and expires_on <= on + WATCHED


def _stage(state: str, expires_on: date | None, on: date, days: int) -> Stage | None:
    if state == LicenceState.RENEWAL_REQUESTED:
        return Stage(_("asked for; the secretariat decides"))
    if expires_on is None or not _ends_soon(state, expires_on, on):
        return None
    last_on = last_day_to_renew(expires_on, days)
    if last_on < on:
        return Stage(_("its last day has passed"), "danger")
    return Stage(_("ask for it until {day}").format(day=persian_digits(short(last_on))), "warn")


def renewal_of(licence: Licence | None, actor: Principal, on: date) -> Renewal | None:
    """Return the watch over one licence; None for others than its readers, or while it is far."""
    if licence is None or licence.expires_on > on + WATCHED:
        return None
    if actor.role not in READERS and licence.office.public_id not in actor.office_ids:
        return None
    return next(iter(renewals(actor, on, licence.office)[1]), None)


def _renewal(row: Mapping[str, Any], days: int, on: date, more: list[str]) -> Renewal:
    last_on = last_day_to_renew(row["expires_on"], days)
    asked = row["state"] == LicenceState.RENEWAL_REQUESTED
    own = renewal_obstacles(
        licence_state=LicenceState(row["state"]),
        office_state=OfficeState(row["office__state"]),
        expires_on=row["expires_on"],
        days_before=days,
        on=min(on, last_on) if asked else on,  # it was asked for in time
    )
    return Renewal(
        code=row["office__code"],
        name=row["office__name"],
        county=row["office__county__name"],
        number=row["number"],
        state=row["state"],
        expires_on=row["expires_on"],
        last_on=last_on,
        left=(last_on - on).days,
        obstacles=(*own, *more),
    )

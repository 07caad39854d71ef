"""What was entered in the office's name and until when it may contest that, on a case's page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.persons import accounts_of
from accounts.principal import Principal
from accounts.roles import Role
from core.jalali import long
from violations.facts.turns import is_objected
from violations.models import Appeal, Case, SessionSeat
from violations.states import HEARD_IN, SessionState
from violations.views.answers import Answer
from violations.views.hearings import Shown
from violations.views.rights import sees_inside


@dataclass(frozen=True)
class Contestable:
    """One entry that may be contested: what the reader is told of it, and where the office does."""

    text: str
    url: str
    label: str


def contestable_in(
    case: Case, said: dict[str, Any], hearings: Iterable[Shown], actor: Principal, on: date
) -> list[Contestable]:
    """Return what the office may contest in a case now, for the office and for those inside."""
    is_office = actor.role is Role.OPERATOR
    if not is_office and not sees_inside(actor):
        return []
    found = [
        *_defences(case, said["answers"], on, is_office=is_office),
        *_objection(case, said["appeal"], on, is_office=is_office),
    ]
    for hearing in hearings:
        seats = [] if hearing.is_off else hearing.session.seats.all()
        seats = [seat for seat in seats if seat.contest_until or seat.refusal_due_on]
        if is_office and seats:
            own = set(accounts_of(actor.user_id))
            seats = [seat for seat in seats if seat.user_id in own]
        found += _seats(case, hearing, seats, on, is_office=is_office)
    return found


def _defences(
    case: Case, answers: Iterable[Answer], on: date, *, is_office: bool
) -> Iterator[Contestable]:
    papers = [each.defence for each in answers if each.defence.is_paper]
    papers = [paper for paper in papers if paper.contested_on is None]
    if not papers or case.state not in HEARD_IN:
        return
    until = max((paper.contest_until or date.min for paper in papers), default=date.min)
    url = reverse("violations:contest-paper", args=[case.number]) if is_office else ""
    yield Contestable(_of_defence(until, on, is_office=is_office), url, _("Contest the paper"))


def _of_defence(until: date, on: date, *, is_office: bool) -> str:
    if is_office:
        if until < on:
            return _("A defence was entered in your name: contest it until the decision.")
        text = _(
            "A defence was entered in your name: you may contest it until the end of {day};"
            " nothing is decided before, unless you have written yourself."
        )
    elif until < on:
        return _("The office may contest the defence entered in its name until the decision.")
    else:
        text = _(
            "The office may contest the defence entered in its name until the end of {day};"
            " nothing is decided before, unless it has written itself."
        )
    return text.format(day=long(until))


def _objection(
    case: Case, appeal: Appeal | None, on: date, *, is_office: bool
) -> Iterator[Contestable]:
    is_open = appeal is not None and appeal.is_paper and appeal.contested_on is None
    if not is_open or not is_objected(case):
        return
    assert appeal is not None  # noqa: S101 - it is open
    until = appeal.contest_until or date.min
    url = reverse("violations:contest-objection", args=[case.number]) if is_office else ""
    text = _of_objection(until, on, is_office=is_office)
    yield Contestable(text, url, _("Contest the objection"))


def _of_objection(until: date, on: date, *, is_office: bool) -> str:
    if is_office:
        if until < on:
            return _("An objection was entered in your name: contest it until its decision.")
        text = _(
            "An objection was entered in your name: you may contest it until the end of {day};"
            " nothing is decided on it before."
        )
    elif until < on:
        return _("The office may contest the objection entered in its name until its decision.")
    else:
        text = _(
            "The office may contest the objection entered in its name until the end of {day};"
            " nothing is decided on it before."
        )
    return text.format(day=long(until))


def _seats(
    case: Case, hearing: Shown, seats: Iterable[SessionSeat], on: date, *, is_office: bool
) -> Iterator[Contestable]:
    """Yield the noted absences, and the refusals to sign after which one may still sign."""
    for seat in seats:
        until, signs_until = seat.contest_until, seat.refusal_due_on
        is_heard = case.state in HEARD_IN and not seat.contested_at
        if until is not None and until >= on and is_heard:
            url = _page("hearing-absence", case, hearing) if is_office else hearing.url
            label = _("Contest the absence") if is_office else _("See the session")
            yield Contestable(_of_absence(until, is_office=is_office), url, label)
        is_open = hearing.session.state == SessionState.HELD and seat.signed_at is None
        if signs_until is not None and signs_until >= on and is_open:
            url = _page("hearing-sign", case, hearing) if is_office else hearing.url
            label = _("Sign the minutes") if is_office else _("See the session")
            text = _of_refusal(seat, signs_until, is_office=is_office)
            yield Contestable(text, url, label)


def _page(name: str, case: Case, hearing: Shown) -> str:
    return reverse(f"violations:{name}", args=[case.number, hearing.session.public_id])


def _of_absence(until: date, *, is_office: bool) -> str:
    text = (
        _("The minutes note you absent: you may contest that until the end of {day}.")
        if is_office
        else _("The office may contest that it is noted absent until the end of {day}.")
    )
    return text.format(day=long(until))


def _of_refusal(seat: SessionSeat, until: date, *, is_office: bool) -> str:
    if is_office:
        text = _("You are noted as not signing the minutes; you may sign until the end of {day}.")
        return text.format(day=long(until))
    text = _("{name} is noted as not signing the minutes, and may sign until the end of {day}.")
    return text.format(name=seat.name, day=long(until))

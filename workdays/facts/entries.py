"""How far back one person alone enters a paper, as its form says it beforehand."""

from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from core.jalali import long
from workdays.facts.deadlines import is_entered_back

_ONE_DAY = timedelta(days=1)


def entered_alone_since(on: date, county: UUID | None) -> date:
    """Return the first day of a paper that one person can enter on a day without another one."""
    day = on
    while not is_entered_back(day - _ONE_DAY, on, county):
        day -= _ONE_DAY
    return day


def second_person_hint(on: date, county: UUID | None) -> str:
    """Return in words from which day back a paper that is entered waits for a second person."""
    text = _("A paper of a day before {day} counts only once a second person has confirmed it.")
    return text.format(day=long(entered_alone_since(on, county)))

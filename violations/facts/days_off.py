"""Days on which nothing of a case falls: no correction is due and no session is held."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.jalali import short
from core.persian import isolated
from violations.models import Case
from workdays.facts import calendar_for
from workdays.rules.counting import days_after

NEXT_WITHIN = timedelta(days=60)


def against_day(case: Case, day: date) -> str:
    """Return why nothing of a case falls on a day, and the next on which it may; empty if so."""
    last = day + NEXT_WITHIN
    calendar = calendar_for(case.county.public_id, day, last)
    off = calendar.why_off(day)
    if off is None:
        return ""
    following = next(later for later in days_after(day, last) if calendar.is_working(later))
    said = _("{day} is not a working day ({why}). The next working day is {next}.")
    return said.format(day=isolated(short(day)), why=off.title, next=isolated(short(following)))

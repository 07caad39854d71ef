"""Up to which day the rules have been run, and which days are still due."""

from collections.abc import Iterator
from datetime import date, timedelta

from oversight.models import RuleRun
from oversight.states import RunState

JOB = "flag_termination_review"
# A house that was closed for longer begins anew with today; the sweep finds all that still holds.
MOST_MISSED = 60


def last_run(*, scheduled: bool = False) -> RuleRun | None:
    """Return the real run that looked furthest, of all or of the scheduled ones."""
    runs = RuleRun.objects.filter(job=JOB, state=RunState.DONE, is_dry=False)
    if scheduled:
        runs = runs.filter(is_scheduled=True)
    return runs.order_by("-as_of", "-pk").first()


def days_due(today: date) -> Iterator[date]:
    """Yield the days for which no scheduled run is done, from the oldest to today."""
    last = last_run(scheduled=True)
    day = today if last is None else last.as_of + timedelta(days=1)
    day = max(day, today - timedelta(days=MOST_MISSED))
    while day <= today:
        yield day
        day += timedelta(days=1)

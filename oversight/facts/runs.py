"""Up to which day the rules have been run, which days are still due, and runs that are alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Max
from django.urls import reverse

from accounts.principal import Principal
from oversight.models import RuleRun
from oversight.states import JOBS, RunState

JOB = "flag_termination_review"
# A house that was closed for longer begins anew with today; the sweep finds all that still holds.
MOST_MISSED = 60
RETRY_AFTER = timedelta(hours=1)
DAYS_SHOWN = 30  # on the desk of those who operate the platform


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


def has_just_failed(job: str, day: date, at: datetime) -> bool:
    """Tell whether the scheduled run of a day failed within the hour before a moment."""
    runs = RuleRun.objects.filter(job=job, as_of=day, is_scheduled=True, is_dry=False)
    return runs.filter(state=RunState.FAILED, finished_at__gt=at - RETRY_AFTER).exists()


@dataclass(frozen=True)
class Chosen:
    """Which runs are asked for: those of a job, in a state, begun on a day or later."""

    job: str = ""
    state: str = ""
    since: date | None = None

    @property
    def query(self) -> dict[str, str]:
        """Return the same as an address says it."""
        said = {"job": self.job, "state": self.state}
        since = {"since": self.since.isoformat()} if self.since else {}
        return {name: value for name, value in said.items() if value} | since

    @property
    def title(self) -> str:
        """Return what people call the job."""
        return str(JOBS.get(self.job, ""))

    @property
    def state_title(self) -> str:
        """Return the word of the state."""
        return str(RunState(self.state).label) if self.state else ""


def chosen_of(query: Mapping[str, str]) -> Chosen:
    """Read which runs an address asks for; what is not known asks for nothing."""
    job, state = query.get("job", ""), query.get("state", "")
    try:
        since = date.fromisoformat(query.get("since", ""))
    except ValueError:
        since = None
    return Chosen(job if job in JOBS else "", state if state in RunState else "", since)


@dataclass(frozen=True)
class Alike(Chosen):
    """Runs that are chosen so: how many, and when the newest of them began."""

    runs: int = 0
    newest_at: datetime | None = None
    as_of: date | None = None

    @property
    def url(self) -> str:
        """Return the address of the list of these runs."""
        return f"{reverse('oversight:runs')}?{urlencode(self.query)}"


def alike_runs(actor: Principal, on: date) -> list[Alike]:
    """Return the runs of the last days that are alike, those that failed first; one query."""
    since = on - timedelta(days=DAYS_SHOWN - 1)
    found = (
        RuleRun.objects.visible_to(actor)
        .chosen(since=since)
        .values("job", "state")
        .annotate(count=Count("pk"), newest_at=Max("started_at"), newest_of=Max("as_of"))
        .order_by("-newest_at", "job", "state")
    )
    rows = [
        Alike(row["job"], row["state"], since, row["count"], row["newest_at"], row["newest_of"])
        for row in found
    ]
    return sorted(rows, key=lambda one: one.state != RunState.FAILED)

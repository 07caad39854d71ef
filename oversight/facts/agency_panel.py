"""What an agency's page shows: what it ignores, since when, how far up that is, what waits."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from accounts.principal import Principal, may
from accounts.roles import Permission
from agencies.models import Agency
from oversight.facts.duties import asked_of, clock_url, matter_of, number_of, place_of
from oversight.facts.overdue import remind_url
from oversight.facts.review_rows import review_rows
from oversight.models import Duty, Reminder, TerminationReview
from oversight.states import STEP_DAYS, DutyState
from workdays.facts import calendars_of
from workdays.rules import Unit, count_days

MOST_SHOWN = 12
MOST_REMINDERS = 50
_ONE_DAY = timedelta(days=1)


def agency_panel(agency: Agency, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return what the agency ignores and what waits for its decision; None for other readers."""
    if not (actor.is_province or agency.public_id in actor.agency_ids):
        return None
    reviews = TerminationReview.objects.visible_to(actor).open().filter(agency=agency)
    ignored = Duty.objects.visible_to(actor).ignored(on).filter(agency=agency)
    rows, count = _ignored(ignored, agency, actor, on), ignored.count()
    query = urlencode({"tab": "late", "agency": agency.code})
    return {
        "rows": review_rows(reviews, on),
        "late": reviews.filter(decision_due_on__lt=on).count(),
        "ignored": rows,
        "ignored_count": count,
        "ignored_url": f"{reverse('oversight:duties')}?{query}",
        "duties_url": f"{reverse('oversight:duties')}?{urlencode({'agency': agency.code})}",
        "remind_url": remind_url(agency.code)
        if count and may(actor, Permission.AGENCY_REMIND)
        else "",
    }


def _ignored(
    duties: QuerySet[Duty], agency: Agency, actor: Principal, on: date
) -> list[dict[str, Any]]:
    """Return what an agency has let pass, the oldest deadline first."""
    found = list(
        duties.select_related(
            "agency__seat",
            "office",
            "case__type",
            "case__county",
            "contract__county",
            "review__county",
            "flag",
        )
        .prefetch_related("flag__reviews")
        .order_by("due_on", "pk")[:MOST_SHOWN]
    )
    if not found:
        return []
    first = min(duty.due_on or on for duty in found)
    calendars = calendars_of({place_of(duty) for duty in found}, first, on + _ONE_DAY)
    reminders = Reminder.objects.visible_to(actor).filter(agency=agency).order_by("-pk")
    named = [
        {*cases, *reviews}
        for cases, reviews in reminders.values_list("cases", "reviews")[:MOST_REMINDERS]
    ]
    return [
        {
            "asked": asked_of(duty),
            "matter": matter_of(duty),
            "number": (number := number_of(duty)),
            "url": duty.get_absolute_url(),
            "office": duty.office.name,
            "since": duty.starts_on,
            "due_on": duty.due_on,
            "late": count_days(duty.due_on or on, on, Unit.WORKING_DAY, calendars[place_of(duty)]),
            "clock_url": clock_url(duty),
            "state": duty.get_state_display(),
            "is_high": duty.state in {DutyState.DEPUTY, DutyState.AGENDA},
            "step_on": getattr(duty, STEP_DAYS.get(DutyState(duty.state), "starts_on")),
            "reminders": sum(number in told for told in named),
        }
        for duty in found
    ]

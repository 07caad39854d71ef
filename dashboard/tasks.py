"""What the clock does in the morning of a working day: reminders, then the summary."""

from collections import defaultdict
from datetime import date

from accounts.jobs import job
from core.clock import now, today
from dashboard.facts.mornings import Reminder, reminders
from notices.actions import send_digests, tell
from notices.actions.news import Told
from workdays.facts import calendar_for


@job(soft_time_limit=1100)
def tell_mornings(*, as_of: str = "", **_: object) -> int:
    """
    Remind people of days of law and send the summaries; return how many messages left.

    On a day on which the province does not work, nothing is sent; run twice, nothing again.
    """
    day = date.fromisoformat(as_of) if as_of else today()
    if not calendar_for(None, day, day).is_working(day):
        return 0
    moment = now()
    grouped: dict[str, list[Reminder]] = defaultdict(list)
    for reminder in reminders(day):
        grouped[reminder.event].append(reminder)
    for event, listed in grouped.items():
        first = listed[0]
        tell(
            kind=first.kind,
            news=first.news,
            receivers=[
                Told(reminder.principal, needs_action=reminder.needs_action) for reminder in listed
            ],
            event=event,
            happened=moment,
            at=moment,
        )
    return send_digests(on=day, at=moment)

"""The reminders that write themselves when an agency's duties come near their end."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from accounts.principal import Principal
from agencies.models import Agency
from oversight.actions.reminders import send
from oversight.facts.duty_letters import Told
from oversight.models import Duty, Reminder
from oversight.states import DutyState


def owner_of(duties: Sequence[Duty]) -> Agency:
    """Return the agency that owes some duties of one agency."""
    agency = duties[0].agency
    assert agency is not None  # noqa: S101 - the committee's are left out
    return agency


def write_duty_reminders(
    moved: Mapping[DutyState, Sequence[Duty]],
    results: Mapping[int, Sequence[str]],
    as_of: date,
    actor: Principal,
    at: datetime | None,
) -> list[Reminder]:
    """
    Write each agency one reminder of the duties that came near their end on a day.

    `moved` are the duties by the step that they have come to, `results` the numbers of the cases
    whose result is owed, by the duty's key.
    """
    by_agency: defaultdict[int, dict[DutyState, list[Duty]]] = defaultdict(
        lambda: {DutyState.REMINDED: [], DutyState.HEAD: []}
    )
    for state in (DutyState.REMINDED, DutyState.HEAD):
        for duty in moved[state]:
            if duty.agency_id is not None:  # the committee reads its own in its inbox
                by_agency[duty.agency_id][state].append(duty)
    written = set(
        Reminder.objects.filter(agency__in=by_agency, sent_on=as_of).values_list(
            "agency_id", flat=True
        )
    )
    told = [
        Told(
            agency=owner_of(steps[DutyState.REMINDED] + steps[DutyState.HEAD]),
            reminded=steps[DutyState.REMINDED],
            head=steps[DutyState.HEAD],
            results=results,
        )
        for key, steps in sorted(by_agency.items())
        if key not in written  # the province has written to it today, by hand
    ]
    return send(told, actor=actor, on=as_of, at=at) if told else []

"""The province reminds agencies in writing of what they have let pass."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from agencies.models import Agency
from audit.actions import record_many
from audit.numbers import next_numbers
from core.acts import need_role
from core.errors import IllegalMove, Invalid
from oversight.acts.duties import SEND
from oversight.facts.overdue import overdue_of
from oversight.models import Reminder

REGISTER = "reminder"


class Said(Protocol):
    """What an agency is reminded of."""

    @property
    def agency(self) -> Agency:
        """Return the agency."""

    @property
    def text(self) -> str:
        """Return the body."""

    @property
    def cases(self) -> Collection[str]:
        """Return the numbers of the cases."""

    @property
    def reviews(self) -> Collection[str]:
        """Return the numbers of the reviews."""

    @property
    def contracts(self) -> Collection[str]:
        """Return the numbers of the contracts."""


@transaction.atomic
def remind_agencies(
    *,
    codes: Collection[str],
    seen: Collection[str],
    note: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> list[Reminder]:
    """
    Send each agency a written reminder of all that it has let pass; once a day at most.

    `seen` are the digests of the lists that the actor has read; `note` is added to each.

    Raises:
        NotPermitted: the role may not remind agencies.
        Invalid: nothing of what was chosen is overdue.
        IllegalMove: the lists have changed since, or an agency was reminded today.
    """
    need_role(SEND, actor)
    rows = Agency.objects.visible_to(actor).filter(code__in=codes).order_by("pk")
    locked = [agency.pk for agency in rows.select_for_update(of=("self",))]
    found = overdue_of(actor, on, codes)
    if not found:
        raise Invalid(fields={"agency": [_("Nothing of these agencies is overdue.")]})
    if Reminder.objects.visible_to(actor).filter(agency__in=locked, sent_on=on).exists():
        raise IllegalMove(_("One of these agencies has been reminded today."))
    if not {item.digest for item in found} <= set(seen):
        raise IllegalMove(_("What is overdue has changed since you read it. Read it again."))
    return send(found, note=note.strip(), actor=actor, on=on, at=at)


def send(
    told: Sequence[Said], *, actor: Principal, on: date, at: datetime | None, note: str = ""
) -> list[Reminder]:
    """Write the reminders under the next numbers, each with the note."""
    numbers = next_numbers(REGISTER, on, len(told), digits=3, infix="T-")
    reminders = Reminder.objects.bulk_create(
        [
            Reminder(
                number=number,
                agency=one.agency,
                text="\n".join(part for part in (one.text, note) if part),
                cases=list(one.cases),
                reviews=list(one.reviews),
                contracts=list(one.contracts),
                sent_on=on,
                sent_by=actor.user_id,
                sent_by_name=actor.name,
            )
            for number, one in zip(numbers, told, strict=True)
        ]
    )
    record_many(
        actor=actor,
        verb="agency.reminded",
        targets=[
            (
                reminder,
                {name: ([], getattr(reminder, name)) for name in ("cases", "reviews", "contracts")},
            )
            for reminder in reminders
        ],
        note=note,
        at=at,
    )
    return reminders

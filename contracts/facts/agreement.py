"""An end by agreement: its earliest day, and until when the office takes its acceptance back."""

from datetime import date, timedelta

from django.db.models import Case, DateField, F, Func, Q, When
from django.db.models.functions import Least
from django.utils import translation
from django.utils.translation import gettext as _

from contracts.models import Contract
from contracts.rules import isolated
from core.acts import once_per_record
from core.jalali import short
from core.persian import persian_digits
from workdays.facts import Deadline, deadline
from workdays.rules import DeadlineKey

DAY = timedelta(days=1)
# Of a contract: until when its office accepts the proposed end, null where none waits for it.
ANSWER_UNTIL = Case(
    When(
        mutual_end_accepted_on=None,
        then=Func(F("mutual_end_on"), F("county_id"), function="contracts_answer_until"),
    ),
    output_field=DateField(null=True),
)
# Of a contract: its last day in force, the agreed one where the office accepted an earlier end.
LAST_DAY = Case(
    When(
        Q(mutual_end_accepted_on__isnull=False, mutual_end_on__isnull=False),
        then=Least("mutual_end_on", "ends_on"),
    ),
    default=F("ends_on"),
    output_field=DateField(),
)


@once_per_record
def reconsidered_until(contract: Contract, accepted_on: date) -> Deadline:
    """Return the last day on which the office takes back an acceptance of a day."""
    key = DeadlineKey.MUTUAL_END_WITHDRAWAL
    return deadline(key, accepted_on, contract.county.public_id)


def earliest_end(contract: Contract, accepted_on: date) -> date:
    """Return the earliest last day of a contract whose end is accepted on a day."""
    return reconsidered_until(contract, accepted_on).due_on + DAY


@once_per_record
def answered_until(contract: Contract) -> date | None:
    """Return the last day on which the office accepts the proposed end; None where none waits."""
    return Contract.objects.filter(pk=contract.pk).values_list(ANSWER_UNTIL, flat=True).first()


def last_day_of(contract: Contract) -> date:
    """Return the last day in force: the agreed one where the office accepted an earlier end."""
    agreed = contract.mutual_end_on if contract.mutual_end_accepted_on else None
    last: date = min(agreed or contract.ends_on, contract.ends_on)
    return last


@translation.override("fa")
def acceptance_text(contract: Contract, accepted_on: date) -> str:
    """Return the sentence that an office declares when it accepts an end by agreement."""
    end = contract.mutual_end_on
    return _(
        "The office with code {code} agrees that contract {number} with {agency} ends by agreement;"
        " its last day is {end}. It knows that from the next day it gives none of the services of"
        " this contract, and that it may take this acceptance back until the end of {until}."
    ).format(
        code=persian_digits(contract.office.code),
        number=isolated(contract.number),
        agency=contract.agency.name,
        end=isolated(short(end)) if end else "–",
        until=isolated(short(reconsidered_until(contract, accepted_on).due_on)),
    )

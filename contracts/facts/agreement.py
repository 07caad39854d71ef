"""An end by agreement: its earliest day, and until when the office takes its acceptance back."""

from datetime import date, timedelta

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


@once_per_record
def reconsidered_until(contract: Contract, accepted_on: date) -> Deadline:
    """Return the last day on which the office takes back an acceptance of a day."""
    key = DeadlineKey.MUTUAL_END_WITHDRAWAL
    return deadline(key, accepted_on, contract.county.public_id)


def earliest_end(contract: Contract, accepted_on: date) -> date:
    """Return the earliest last day of a contract whose end is accepted on a day."""
    return reconsidered_until(contract, accepted_on).due_on + DAY


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

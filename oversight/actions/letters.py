"""The numbered notices of termination reviews."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.models import Contract
from core.clock import TEHRAN
from core.persian import persian_digits
from notices.actions import LetterDraft, write_letters
from oversight.facts.hearing_letters import hearing_values
from oversight.facts.news import HEARING
from oversight.models import Flag, TerminationReview
from workdays.facts import RuleSnapshot, rule_in_force
from workdays.rules import DeadlineKey


def write_notices(
    reviews: Sequence[TerminationReview],
    flags: Mapping[int, Sequence[Flag]],
    *,
    on: date,
    actor: Principal,
    at: datetime | None,
) -> None:
    """Write the numbered notices that are put before the offices; a fixed number of queries."""
    if not reviews:
        return
    rule = rule_in_force(DeadlineKey.REVIEW_HEARING, on)
    with translation.override("fa"):
        known = Contract.objects.select_related("office", "agency").in_bulk(
            [review.contract_id for review in reviews]
        )
        drafts = [
            _draft(review, known[review.contract_id], flags[review.contract_id], rule)
            for review in reviews
        ]
    moment = at or datetime.combine(on, time.min, TEHRAN)
    write_letters(drafts=drafts, issued_by=actor.user_id, on=on, at=moment)


def _draft(
    review: TerminationReview, contract: Contract, flags: Sequence[Flag], rule: RuleSnapshot
) -> LetterDraft:
    """
    Return the letter of one review: which rules led to it, and on what each of them rests.

    An office that is served on paper answers what it reads here.
    """
    office, agency = contract.office, contract.agency
    return LetterDraft(
        kind=HEARING.name,
        subject=review,
        values=hearing_values(review, contract, flags, rule),
        url=review.get_absolute_url(),
        sender=agency.name,
        addressee=_("To the operator of office {name}, code {code}").format(
            name=office.name, code=persian_digits(office.code)
        ),
        signer=_("issued by the system in the name of the agency"),
        record=review.number,
        agency_id=agency.public_id,
        office_id=office.public_id,
    )

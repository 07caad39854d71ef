"""
The clock's part in termination notices that offices leave unopened: reminders, then paper.

The agency serves on paper (docs/adr/0059-unopened-notices.md); how a notice goes on is in
`workdays.actions.unopened`.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.principal import Principal, require
from accounts.roles import Permission
from contracts.facts.unopened import CLOCK, PREFIX, to_serve
from contracts.models import Contract
from workdays.actions.unopened import Outcome, follow, record_steps, store_days
from workdays.facts.unopened import DAYS, Followed, UnopenedNotice

# What a contract without such a notice has.
UNREMINDED: dict[str, None] = {PREFIX + name: None for name in DAYS}


def _unopened(contract: Contract) -> UnopenedNotice:
    assert contract.notice_issued_on is not None  # noqa: S101 - the query asks for it
    return UnopenedNotice(
        record=contract,
        clock=CLOCK,
        issued_on=contract.notice_issued_on,
        county_id=contract.county_id,
        county=contract.county.public_id,
        body=contract.agency.kind,
        prefix=PREFIX,
    )


@transaction.atomic
def follow_unopened(*, as_of: date, actor: Principal, at: datetime | None = None) -> Outcome:
    """
    Remind offices of termination notices in their portal; after two reminders, ask for paper.

    A notice goes one step a day at most. Return the keys of the contracts whose notices went on; a
    second run of a day moves nothing. A contract that fails stays as it is, is logged and named.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    require(actor, Permission.CONTRACT_EXPIRE)
    rows = Contract.objects.visible_to(actor).filter(
        to_serve(), notice_paper_since=None, notice_issued_on__lt=as_of
    )
    rows = rows.select_related("county", "agency").order_by("pk")
    contracts = rows.select_for_update(of=("self",), skip_locked=True)

    def store(found: Sequence[Followed]) -> None:
        changes, records = store_days(found), [each.notice.record for each in found]
        verbs = "contract.notice_reminded", "contract.notice_left"
        record_steps(verbs, found, changes, records, actor=actor, at=at)

    return follow(
        [_unopened(contract) for contract in contracts],
        as_of,
        name=lambda each: str(each.record.number),
        store=store,
    )

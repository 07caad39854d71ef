"""
The clock's part in notices of reviews that offices leave unopened: reminders, then paper.

The agency serves on paper (docs/adr/0059-unopened-notices.md); how a notice goes on is in
`workdays.actions.unopened`.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from contracts.facts.unopened import PREFIX
from oversight.actions.nights import finish_row, row_of_day
from oversight.facts.unopened import CLOCK, to_serve
from oversight.models import RuleRun, TerminationReview
from oversight.states import UNOPENED_NOTICES, RunState
from workdays.actions.unopened import Outcome, follow, record_steps, store_days
from workdays.facts.unopened import Followed, UnopenedNotice


def _unopened(review: TerminationReview) -> UnopenedNotice:
    assert review.issued_on is not None  # noqa: S101 - the query asks for it
    return UnopenedNotice(
        record=review,
        clock=CLOCK,
        issued_on=review.issued_on,
        county_id=review.county_id,
        county=review.county.public_id,
        body=review.agency.kind,
        prefix=PREFIX,
    )


@transaction.atomic
def follow_unopened(*, as_of: date, actor: Principal, at: datetime | None = None) -> Outcome:
    """
    Remind offices of the notices of reviews in their portal; after two reminders, ask for paper.

    A notice goes one step a day at most. Return the keys of the reviews whose notices went on; a
    second run of a day moves nothing. A review that fails stays as it is, is logged and named.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    require(actor, Permission.CASE_TICK)
    rows = TerminationReview.objects.visible_to(actor).filter(
        to_serve(), notice_paper_since=None, issued_on__lt=as_of
    )
    rows = rows.select_related("county", "agency").order_by("pk")
    reviews = rows.select_for_update(of=("self",), skip_locked=True)

    def store(found: Sequence[Followed]) -> None:
        changes, records = store_days(found), [each.notice.record for each in found]
        verbs = "review.notice_reminded", "review.notice_left"
        record_steps(verbs, found, changes, records, actor=actor, at=at)

    return follow(
        [_unopened(review) for review in reviews],
        as_of,
        name=lambda each: str(each.record.number),
        store=store,
    )


@transaction.atomic
def note_unopened(
    *, as_of: date, outcomes: Sequence[Outcome], started: float, actor: Principal, at: datetime
) -> RuleRun:
    """
    Write how the night's look at unopened notices went; it failed where any file did.

    `started` is the reading of `monotonic` at its start. A day that is done stays so; one that
    failed is taken up again, and is done where nothing fails any more.

    Raises:
        NotPermitted: the role may not run the rules.
    """
    require(actor, Permission.FLAG_RUN)
    run = row_of_day(UNOPENED_NOTICES, as_of, actor, at)
    if run.state == RunState.DONE:
        return run
    if run.state == RunState.FAILED:  # a day that failed is taken up again
        run.state = RunState.RUNNING
        run.save(update_fields=["state", "updated_at"])
    failed = sorted({name for outcome in outcomes for name in outcome.failed})
    moved = run.counts.get("unopened", 0) + sum(len(outcome.moved) for outcome in outcomes)
    counts = {"unopened": moved, "failed": len(failed)}
    finish_row(run, counts, at, started, error=", ".join(failed)[:2000])
    changes = {name: (None, count) for name, count in counts.items()}
    record(actor=actor, verb="unopened.followed", target=run, changes=changes, at=at)
    return run

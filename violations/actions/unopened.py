"""
The clock's part in notices of cases that offices leave unopened: reminders, then paper.

The body that keeps the case serves on paper (docs/adr/0059-unopened-notices.md); how a notice goes
on is in `workdays.actions.unopened`.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.principal import Principal, require
from accounts.roles import Permission
from violations.facts.terms import kept_by_body
from violations.models import Case, Notice
from violations.models.hearing import to_serve
from violations.states import Channel, NoticeKind
from workdays.actions.keeping import keep_deadlines
from workdays.actions.unopened import Changes, Outcome, follow, record_steps, write_days
from workdays.facts.unopened import DAYS, Followed, UnopenedDays, UnopenedNotice

CLOCK = "case.paper_service"


def _unopened(notice: Notice) -> UnopenedNotice:
    case = notice.case
    return UnopenedNotice(
        record=notice,
        clock=CLOCK,
        issued_on=notice.issued_on,
        county_id=case.county_id,
        county=case.county.public_id,
        body=kept_by_body(case),
    )


@transaction.atomic
def follow_unopened(*, as_of: date, actor: Principal, at: datetime | None = None) -> Outcome:
    """
    Remind offices of notices that wait in their portal; after two reminders, ask for paper.

    A notice goes one step a day at most. Return the keys of the notices that went on; run twice,
    none does. A case that fails stays as it is, is logged and named; the others go on. An office
    whose operator has no number counts as reminded. Call it with today: a day that was missed sends
    nothing afterwards.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    require(actor, Permission.CASE_TICK)
    rows = Notice.objects.visible_to(actor).filter(
        to_serve(), channel=Channel.PORTAL, paper_since=None, issued_on__lt=as_of
    )
    rows = rows.select_related("case__county", "case__agency")
    notices = rows.order_by("pk").select_for_update(of=("self", "case"), skip_locked=True)

    def store(found: Sequence[Followed]) -> None:
        changes = [_write(each) for each in found]
        rows = [each.notice.record for each in found]
        Notice.objects.bulk_update(rows, DAYS)
        verbs, cases = ("case.notice_reminded", "case.notice_left"), [row.case for row in rows]
        record_steps(verbs, found, changes, cases, actor=actor, at=at)

    return follow(
        [_unopened(notice) for notice in notices],
        as_of,
        name=lambda each: str(each.record.case.number),
        store=store,
    )


def _write(found: Followed) -> Changes:
    """Write the step into a notice; return what changed, as the history of the case names it."""
    notice: Notice = found.notice.record
    days = write_days(found.notice, found.values)
    if "reminded_on" in days:  # the case has a column of this name, the day of another reminder
        days["notice_reminded_on"] = days.pop("reminded_on")
    return {"notice": (None, notice.kind), "letter_no": (None, notice.letter_no)} | days


def restart_paper_service(case: Case, on: date) -> Changes:
    """
    Let the service on paper begin anew, as its closed case is reopened; return what changed.

    Call it before the case is written: its duty begins with the reopened case. Only what waits
    again begins anew: no summons, whose session is over, and no notice of an earlier round.
    """
    changes: Changes = {}
    closed = Notice.objects.filter(
        case=case, round_no=case.round_no, served_on=None, paper_since__lt=on
    ).exclude(kind=NoticeKind.SUMMONS)
    for notice in closed.select_for_update(of=("self",)).order_by("pk"):
        notice.case = case
        unopened = _unopened(notice)
        kept = UnopenedDays([unopened], on).paper(unopened, on)
        changes |= write_days(
            unopened, {"paper_since": kept.due.served_on, "paper_due_on": kept.due.due_on}
        )
        notice.save(update_fields=["paper_since", "paper_due_on", "updated_at"])
        keep_deadlines(kept=[kept])
    return changes

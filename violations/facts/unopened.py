"""Notices that wait to be served, and what happens to those left unopened in the portal."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from violations.models import Appeal, Notice
from violations.states import CaseState, NoticeKind, SessionState
from workdays.facts import rule_in_force
from workdays.rules import DeadlineKey


def to_serve() -> Q:
    """
    Return the condition that a notice was issued and its service is still waited for.

    A summons waits while its session is summoned, another notice while its case is at the point
    of that notice. `violations_notice_waits` in violations/sql/unopened.sql asks the same.
    """
    summons = Q(kind=NoticeKind.SUMMONS, session__state=SessionState.SUMMONED)
    open_states = [CaseState.OPENED, CaseState.DECIDED, CaseState.FINAL]
    objected = Q(case__state=CaseState.CLOSED, case__in=Appeal.objects.values("case"))
    of_round = Q(round_no=F("case__round_no"))
    other = ~Q(kind=NoticeKind.SUMMONS) & of_round & (Q(case__state__in=open_states) | objected)
    return Q(summons | other, served_on=None)


def on_paper() -> Q:
    """Return the condition that a notice left unopened in the portal is to be served on paper."""
    return Q(to_serve(), paper_since__isnull=False)


@dataclass(frozen=True)
class Ignored:
    """What happens when a notice in the portal is ignored, and what has happened already."""

    working_days: int
    paper_days: int
    reminded_on: date | None
    reminded_again_on: date | None
    paper_since: date | None
    paper_due_on: date | None


def ignored(notice: Notice) -> Ignored:
    """Return what happens when a notice is left unopened; two queries."""
    start = notice.paper_since or notice.issued_on
    return Ignored(
        working_days=rule_in_force(DeadlineKey.UNOPENED_NOTICE, notice.issued_on).value,
        paper_days=rule_in_force(DeadlineKey.PAPER_SERVICE, start).value,
        reminded_on=notice.reminded_on,
        reminded_again_on=notice.reminded_again_on,
        paper_since=notice.paper_since,
        paper_due_on=notice.paper_due_on,
    )

"""What is entered from paper in an office's name, and who may not enter it."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import Max

from accounts.persons import accounts_of
from violations.models import Case, Defence
from violations.states import Forum, StandInStep


def decided_last_on(case: Case) -> date:
    """Return the day of the decision that a judgment would annul: the last one in the case."""
    decisions = case.decisions.exclude(forum=Forum.JUDGMENT)
    found = decisions.aggregate(last=Max("decided_on"))["last"] or case.decided_on
    return found if found is not None else case.opened_on


def contestable_papers(case: Case) -> Sequence[Defence]:
    """Return the answers that were entered from paper and are not contested, the newest first."""
    papers = case.defences.counted().filter(is_paper=True)
    return list(papers.order_by("-submitted_at", "-pk"))


def decides_by_person(case: Case, account: int, step: str, on: date) -> bool:
    """Tell whether the person of an account decides a step of the case, by whatever account."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT violations_decides(%s, %s, %s, %s)", [case.pk, str(step), account, on]
        )
        return bool(cursor.fetchone()[0])


def is_decider(case: Case, account: int, on: date) -> bool:
    """Tell whether the person of an account decides the case, or decided in it before."""
    if has_decided(case, account):
        return True
    return decides_by_person(case, account, StandInStep.DECISION, on)


def has_decided(case: Case, account: int) -> bool:
    """Tell whether the person of an account decided in the case."""
    return case.decisions.filter(decided_by__in=accounts_of(account)).exists()


def records_judgment(case: Case, account: int, on: date) -> bool:
    """Tell whether an account holds the role on a day that records a judgment in the case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT violations_is_turn(%s, 'judgment', %s, %s)", [case.pk, account, on])
        return bool(cursor.fetchone()[0])

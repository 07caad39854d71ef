"""What is entered from paper in an office's name, and who may not enter it."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q

from accounts.models import RoleGrant
from accounts.persons import accounts_of
from accounts.roles import Role
from violations.facts.cases import appeal_of
from violations.models import Appeal, Case, Defence
from violations.states import Forum, StandInStep, Track


def decided_last_on(case: Case) -> date:
    """Return the day of the decision that a judgment would annul: the last one in the case."""
    decisions = case.decisions.exclude(forum=Forum.JUDGMENT)
    found = decisions.aggregate(last=Max("decided_on"))["last"] or case.decided_on
    return found if found is not None else case.opened_on


def contestable_papers(case: Case) -> Sequence[Defence]:
    """Return the answers that were entered from paper and are not contested, the newest first."""
    papers = case.defences.counted().filter(is_paper=True)
    return list(papers.order_by("-submitted_at", "-pk"))


def defence_contest_ends(case: Case, on: date) -> date | None:
    """
    Return the last day on which the office may contest an answer from paper; None if none runs.

    An answer that the office wrote itself after the entry ends that time.
    """
    own = Defence.objects.filter(
        case=case, is_paper=False, submitted_at__gt=OuterRef("submitted_at")
    )
    papers = case.defences.counted().filter(is_paper=True, contest_until__gte=on)
    found: date | None = papers.exclude(Exists(own)).aggregate(last=Max("contest_until"))["last"]
    return found


def objection_contest_ends(case: Case, on: date) -> date | None:
    """Return the last day on which the office may contest an objection from paper, or None."""
    found = appeal_of(case)
    if found is None or found.contest_until is None or found.contest_until < on:
        return None
    return found.contest_until


def contestable_answer(on: date) -> Q:
    """Return the condition on a case of `defence_contest_ends`, for many cases."""
    own = Defence.objects.filter(
        case=OuterRef("case"), is_paper=False, submitted_at__gt=OuterRef("submitted_at")
    )
    papers = Defence.objects.counted().filter(case=OuterRef("pk"), contest_until__gte=on)
    return Q(Exists(papers.exclude(Exists(own))))


def contestable_objection(on: date) -> Q:
    """Return the condition on a case of `objection_contest_ends`, for many cases."""
    papers = Appeal.objects.counted().filter(case=OuterRef("pk"), contest_until__gte=on)
    return Q(Exists(papers))


def decides_by_person(case: Case, account: int, step: str, on: date) -> bool:
    """Tell whether the person of an account decides a step of the case, by whatever account."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT violations_decides(%s, %s, %s, %s)", [case.pk, str(step), account, on]
        )
        return bool(cursor.fetchone()[0])


def is_decider(case: Case, account: int, on: date) -> bool:
    """Tell whether the person of an account decides the case or its objection, or decided in it."""
    if has_decided(case, account):
        return True
    steps = (StandInStep.DECISION, StandInStep.APPEAL)
    return any(decides_by_person(case, account, step, on) for step in steps)


def enters_paper(case: Case, account: int, on: date) -> bool:
    """Tell whether an account holds a role on a day that enters the office's paper in the case."""
    held = RoleGrant.objects.in_force(on).filter(user_id=account, user__is_active=True)
    agency = case.agency.public_id if case.track == Track.CONTRACT and case.agency else None
    side = Q(role=Role.SECRETARIAT)
    if agency is not None:
        side |= Q(role__in=[Role.AGENCY_MANAGER, Role.AGENCY_CLERK], scope_id=agency)
    return held.filter(side).exists()


def has_decided(case: Case, account: int) -> bool:
    """Tell whether the person of an account decided in the case."""
    return case.decisions.filter(decided_by__in=accounts_of(account)).exists()


def records_judgment(case: Case, account: int, on: date) -> bool:
    """Tell whether an account holds the role on a day that records a judgment in the case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT violations_is_turn(%s, 'judgment', %s, %s)", [case.pk, account, on])
        return bool(cursor.fetchone()[0])

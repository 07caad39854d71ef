"""Whose turn it is to decide: the functions that the guards ask, asked here too (ADR 14)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value

from accounts.models import RoleGrant, User
from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from violations.models import Case, CaseReport, HearingSession, SessionSeat, StandIn
from violations.states import TO_DECIDE, CaseState, StandInStep

STAND_IN = "stand_in"


def step_of(case: Case) -> StandInStep | None:
    """Return what the case waits to have decided; None when it waits for no decision."""
    if case.state in TO_DECIDE:
        return StandInStep.DECISION
    return StandInStep.APPEAL if case.state == CaseState.APPEALED else None


def turn_of(case: Case, step: StandInStep, on: date) -> str:
    """Return the role whose free holders decide, or `STAND_IN` where nobody of those is free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT violations_turn(%s, %s, %s)", [case.pk, str(step), on])
        return str(cursor.fetchone()[0])


def stands_in(actor: Principal, case: Case, step: StandInStep, on: date) -> bool:
    """Tell whether the actor decides in place of those who had a part; no query for most roles."""
    if not may(actor, Permission.STAND_IN_DECIDE) or step_of(case) != step:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT violations_turn(%s, %s, %s) = ANY(%s) AND violations_is_turn(%s, %s, %s, %s)",
            [case.pk, str(step), on, [STAND_IN, str(actor.role)],
             case.pk, str(step), actor.user_id, on],
        )  # fmt: skip
        return bool(cursor.fetchone()[0])


def sat_whose_turn(session: HearingSession, on: date) -> bool:
    """Tell whether somebody who sat for the forum in a session may decide its case."""
    sitting = session.seats.filter(is_judge=True, is_present=True, is_recused=False)
    may_decide = Func(
        Value(session.case_id), Value(str(StandInStep.DECISION)), F("user_id"), Value(on),
        function="violations_is_turn", output_field=BooleanField(),
    )  # fmt: skip
    return sitting.alias(may_decide=may_decide).filter(may_decide=True).exists()


def needs_stand_in(case: Case, on: date) -> bool:
    """Tell whether the case waits for a decision and nobody whose turn it is is free to decide."""
    step = step_of(case)
    return step is not None and turn_of(case, step, on) == STAND_IN


def stand_in_of(subject_id: UUID) -> StandIn | None:
    """Return who was named last to decide a case or a review, by the record's public id."""
    return StandIn.objects.filter(subject_id=subject_id).order_by("-pk").first()


def free_members(case: Case, on: date) -> Sequence[tuple[UUID, str]]:
    """Return whom the deputy may name; none while somebody whose turn it is is free."""
    step = step_of(case)
    return members_free_for(case, step, on) if step and needs_stand_in(case, on) else ()


def members_free_for(case: Case, step: StandInStep, on: date) -> Sequence[tuple[UUID, str]]:
    """Return the members of the committee who had no part in a case, by name: public id, name."""
    free = Func(
        Value(case.pk), Value(str(step)), F("pk"),
        function="violations_is_free", output_field=BooleanField(),
    )  # fmt: skip
    return named(members_of_committee(on).alias(is_free=free).filter(is_free=True))


def members_of_committee(on: date) -> QuerySet[User]:
    """Return the accounts that are a member's of the committee on a day."""
    grants = RoleGrant.objects.in_force(on).filter(role=Role.COMMITTEE_MEMBER, user__is_active=True)
    return User.objects.filter(pk__in=grants.values("user"))


def named(people: QuerySet[User]) -> Sequence[tuple[UUID, str]]:
    """Return accounts by name: public id and name."""
    return list(people.order_by("full_name", "pk").values_list("public_id", "full_name"))


def waiting_for(turn: str, cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """
    Return those of some cases whose turn has passed to a role, or to `STAND_IN`.

    Only cases in which a usual decider had a part, or whose agency has none, are asked one by one.
    """
    deciders = RoleGrant.objects.in_force(on).filter(user__is_active=True)
    usual = deciders.filter(role__in=[Role.AGENCY_MANAGER, Role.COMMITTEE_CHAIR])
    persons = User.objects.filter(pk__in=usual.values("user")).exclude(person_key="")
    reported = CaseReport.objects.filter(
        Q(report__reporter_id__in=usual.values("user"))
        | Q(report__reporter_id__in=_accounts(persons)),
        case=OuterRef("pk"),
    )
    back = SessionSeat.objects.filter(session__case=OuterRef("pk"), is_recused=True)
    managers = deciders.filter(role=Role.AGENCY_MANAGER, scope_id=OuterRef("agency__public_id"))
    first = cases.filter(state__in=TO_DECIDE).filter(
        Exists(reported) | Exists(back) | ~Exists(managers)
    )
    asked = [
        first.alias(turn=_turn(StandInStep.DECISION, on)).filter(turn=turn).values("pk"),
        cases.filter(state=CaseState.APPEALED)
        .alias(turn=_turn(StandInStep.APPEAL, on))
        .filter(turn=turn)
        .values("pk"),
    ]
    return cases.filter(Q(pk__in=asked[0]) | Q(pk__in=asked[1]))


def _accounts(persons: QuerySet[User]) -> QuerySet[User, int]:
    same = User.objects.filter(person_key__in=persons.values("person_key"))
    return same.values_list("pk", flat=True)


def _turn(step: StandInStep, on: date) -> Func:
    return Func(
        F("pk"), Value(str(step)), Value(on), function="violations_turn", output_field=TextField()
    )


def unnamed(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Return those that wait for a naming: nobody is free, and no naming holds."""
    running = StandIn.objects.newest().filter(last_on__gte=on)
    return waiting_for(STAND_IN, cases, on).exclude(_is_named(running))


def named_for(actor: Principal, cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return the cases that wait for the actor's decision by a naming that still holds."""
    return cases.filter(_is_named(StandIn.objects.running(actor)))


def _is_named(namings: QuerySet[StandIn]) -> Q:
    """Return the condition that one of some namings is for what a case waits to have decided."""
    own = namings.filter(subject_id=OuterRef("public_id"))
    return Q(Exists(own.filter(step=StandInStep.DECISION)), state__in=TO_DECIDE) | Q(
        Exists(own.filter(step=StandInStep.APPEAL)), state=CaseState.APPEALED
    )

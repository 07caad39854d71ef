"""Whose turn it is to decide: the functions that the guards ask, asked here too (ADR 14)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import RoleGrant, User
from accounts.persons import accounts_of
from accounts.principal import Principal, may
from accounts.roles import ROLE_LABELS, Permission, Role
from core.jalali import short
from core.persian import isolated
from offices.acts.interests import has_interest
from violations.facts.cases import deciders_before, involved_in, reporters_of
from violations.facts.recusals import why_recused
from violations.facts.sessions import JUDGES, stood_back
from violations.facts.terms import reckoning_on
from violations.models import Appeal, Case, HearingSession, StandIn
from violations.states import (
    COUNTED,
    JUDGMENT,
    TO_DECIDE,
    CaseState,
    Forum,
    Outcome,
    StandInStep,
    Track,
)

STAND_IN = "stand_in"
NO_MEMBER = gettext_lazy(
    "Nobody whose turn it is is free to decide here, and no other member of the committee is free"
    " to stand in. First two administrators give another person the role of a member; then the"
    " deputy names that person."
)
# Whom a step may concern at all; the others are answered without a query.
DECIDERS: Mapping[str, Sequence[Permission]] = {
    StandInStep.DECISION: (
        Permission.CASE_DECIDE_CONTRACT, Permission.CASE_DECIDE_LICENCE, Permission.STAND_IN_DECIDE,
    ),
    StandInStep.APPEAL: (Permission.CASE_DECIDE_APPEAL, Permission.STAND_IN_DECIDE),
    JUDGMENT: (Permission.CASE_RECORD_JUDGMENT,),
}  # fmt: skip


def step_of(case: Case) -> StandInStep | None:
    """Return what the case waits to have decided; None when it waits for no decision."""
    if case.state in TO_DECIDE:
        return StandInStep.DECISION
    return StandInStep.APPEAL if is_objected(case) else None


def naming_step(case: Case) -> StandInStep | None:
    """
    Return for what a stand-in is named: what waits, or what will wait after a recusal.

    Where somebody stood back while the defence window runs, who decides then is named at once.
    """
    if step := step_of(case):
        return step
    is_early = case.state == CaseState.NOTIFIED and bool(stood_back(case))
    return StandInStep.DECISION if is_early else None


def is_objected(case: Case) -> bool:
    """Tell whether an objection in the case waits for its decision, final meanwhile or not."""
    return case.state == CaseState.APPEALED or case.is_contested


def waits_for(case: Case, step: str) -> bool:
    """Tell whether a case waits for a step, or lets a judgment that annuls it be recorded."""
    if step == JUDGMENT:
        counts = case.state in COUNTED and case.outcome == Outcome.PROVEN
        return counts and not case.is_contested
    return step_of(case) == step


def turn_of(case: Case, step: str, on: date) -> str:
    """Return the role whose free holders decide, or `STAND_IN` where nobody of those is free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT violations_turn(%s, %s, %s)", [case.pk, str(step), on])
        return str(cursor.fetchone()[0])


def is_turn(actor: Principal, case: Case, step: str, on: date) -> bool:
    """
    Tell whether a case waits for this actor's decision: his role's turn, and he had no part.

    The guards' own question, asked by pages, desks and actions; no query for a role that decides
    nothing, or where the case waits for no such decision.
    """
    if not any(may(actor, each) for each in DECIDERS[step]) or not waits_for(case, step):
        return False
    return _is_turn(case, step, turn_by(actor), actor.user_id, on)


def _is_turn(case: Case, step: str, turn: str, account: int, on: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT violations_turn(%s, %s, %s) = %s AND violations_is_turn(%s, %s, %s, %s)",
            [case.pk, str(step), on, turn, case.pk, str(step), account, on],
        )
        return bool(cursor.fetchone()[0])


def turn_by(actor: Principal) -> str:
    """Return the turn at which the actor's role decides; a member does by being named."""
    return STAND_IN if actor.role is Role.COMMITTEE_MEMBER else str(actor.role)


def part_in(actor: Principal, case: Case, step: str, on: date) -> str:
    """Return in words which part in a case keeps the actor from deciding, or an empty string."""
    if why := _excluded_from_case(actor, case, on):
        return why
    if step == StandInStep.DECISION and (why := decided_earlier(case, actor.user_id)):
        return why
    if step == StandInStep.APPEAL and decided_before(case, actor.user_id):
        return _("You decided in this case before it was sent back; another person decides now.")
    if step == JUDGMENT and decided_objection(case, actor.user_id):
        return _("You decided the objection.")
    if step == JUDGMENT and decided_first(case, actor.user_id):
        return _("You decided in this case.")
    if step == StandInStep.APPEAL and actor.user_id in involved_in(case):
        return _("An objection is decided by somebody who had no part in the case before.")
    return ""


def _excluded_from_case(actor: Principal, case: Case, on: date) -> str:
    """Return in words what keeps the actor from deciding anything in a case, whatever the step."""
    if actor.user_id in reporters_of(case):
        return _("You reported this violation, so somebody else decides on it.")
    if why := why_recused(case, actor.user_id):
        return why
    if why := has_interest(case, actor, on):
        return why
    if entered_paper(case, actor.user_id):
        return _("You entered a paper of the office, so somebody else decides.")
    return ""


def entered_paper(case: Case, account: int) -> bool:
    """Tell whether the person of an account entered a paper in the office's name in the case."""
    own = accounts_of(account)
    return (
        case.defences.filter(is_paper=True, written_by__in=own).exists()
        or Appeal.objects.filter(case=case, is_paper=True, filed_by__in=own).exists()
    )


def decided_before(case: Case, account: int) -> bool:
    """Tell whether the person of an account decided or sat in an earlier round of the case."""
    return account in deciders_before(case)


def decided_earlier(case: Case, account: int) -> str:
    """Return that the person of an account decided the case before a judgment sent it back."""
    if not decided_before(case, account):
        return ""
    return _("You decided this case before it was sent back; another person decides it anew.")


def decided_first(case: Case, account: int) -> bool:
    """Tell whether the person of an account decided the case itself."""
    first = case.decisions.exclude(forum__in=(Forum.APPEAL, Forum.JUDGMENT))
    return first.filter(decided_by__in=accounts_of(account)).exists()


def decided_objection(case: Case, account: int) -> bool:
    """Tell whether the person of an account decided the objection in the case."""
    return case.decisions.filter(forum=Forum.APPEAL, decided_by__in=accounts_of(account)).exists()


def sat_whose_turn(session: HearingSession, on: date) -> bool:
    """Tell whether somebody who sat for the forum in a session may decide its case."""
    sitting = session.seats.filter(is_judge=True, is_present=True, is_recused=False)
    decides = takes_step(Value(session.case_id), StandInStep.DECISION, F("user_id"), on)
    return sitting.filter(decides).exists()


def takes_step(case: Any, step: str, account: Any, on: date) -> Func:
    """Return the condition that an account may take a step of a case; both are expressions."""
    return Func(
        case, Value(str(step)), account, Value(on),
        function="violations_is_turn", output_field=BooleanField(),
    )  # fmt: skip


def lacks_decider(case: Case, accounts: Iterable[int], on: date) -> bool:
    """
    Tell whether none of those who sit decides the case, though somebody of the forum does.

    Where nobody of the forum is free to decide, whoever is named or comes next decides on the
    minutes.
    """
    if turn_of(case, StandInStep.DECISION, on) not in JUDGES[Track(case.track)]:
        return False
    decides = takes_step(Value(case.pk), StandInStep.DECISION, F("pk"), on)
    return not User.objects.filter(decides, pk__in=list(accounts)).exists()


def is_passed_over(session: HearingSession, actor: Principal, on: date) -> bool:
    """Tell whether the actor did not sit in a session while somebody who did may decide."""
    own = session.seats.filter(is_judge=True, user_id__in=accounts_of(actor.user_id))
    return not own.filter(is_present=True).exists() and sat_whose_turn(session, on)


def next_deciders(case: Case, on: date) -> QuerySet[User]:
    """Return who may take the decision that the case waits for; nobody where it waits for none."""
    step = step_of(case)
    turn = STAND_IN if step is None else turn_of(case, step, on)
    if step is None or turn == STAND_IN:
        return User.objects.none()
    holders = RoleGrant.objects.in_force(on).filter(role=turn, user__is_active=True)
    decides = takes_step(Value(case.pk), step, F("pk"), on)
    return User.objects.filter(decides, pk__in=holders.values("user"))


def needs_stand_in(case: Case, on: date) -> bool:
    """Tell whether a stand-in can be named: nobody whose turn it is is free to decide."""
    step = naming_step(case)
    return step is not None and turn_of(case, step, on) == STAND_IN


def goes_to(case: Case, on: date) -> str:
    """Return in words who decides a case that waits, or will wait, for its first decision."""
    role = turn_of(case, StandInStep.DECISION, on)
    if role != STAND_IN:
        return _("The case goes to another person: {role}.").format(role=ROLE_LABELS[Role(role)])
    named = stand_in_of(case, on)
    if named is not None:
        return _("The case goes to the stand-in {name}.").format(name=named.member_name)
    if lacks_member(case, on):
        return str(NO_MEMBER)
    return _(
        "Nobody usual is free to decide this case: it is on the deputy's desk, who names a"
        " stand-in."
    )


def lacks_member(case: Case, on: date, deputy: Principal | None = None) -> bool:
    """Tell whether nobody is free to decide a case, and no member is free to be named either."""
    if not needs_stand_in(case, on) or stand_in_of(case, on) is not None:
        return False
    step = naming_step(case)
    return step is not None and not members_free_for(case, step, on, deputy)


def stand_in_of(case: Case, on: date) -> StandIn | None:
    """Return the naming by which a case is decided; None where none holds or counts."""
    step = naming_step(case)
    naming = newest_naming(case.public_id, step) if step else None
    if naming is None or not _is_turn(case, naming.step, STAND_IN, naming.member_id, on):
        return None
    return naming


def longest_naming(on: date) -> date:
    """Return the last day up to which a naming of a day may hold, by the rule of that day."""
    return on + timedelta(days=reckoning_on(on).stand_in_days)


def against_last_day(last_on: date, on: date) -> str:
    """Return why a naming cannot hold until a day; empty where it can."""
    longest = longest_naming(on)
    if last_on < on:
        return _("The last day cannot be before today.")
    if last_on > longest:
        return _("A naming holds at most until {day}.").format(day=isolated(short(longest)))
    return ""


def newest_naming(subject_id: UUID, step: str) -> StandIn | None:
    """Return who was named last for a step of a case or a review, by the record's public id."""
    return StandIn.objects.filter(subject_id=subject_id, step=step).order_by("-pk").first()


def free_members(case: Case, on: date, deputy: Principal) -> Sequence[tuple[UUID, str]]:
    """Return whom the deputy may name; none while somebody whose turn it is is free."""
    step = naming_step(case)
    return members_free_for(case, step, on, deputy) if step and needs_stand_in(case, on) else ()


def is_free(case: Any, step: StandInStep, account: Any) -> Func:
    """Return the expression whether an account's person had no part in a case; both expressions."""
    function = "violations_is_free"
    return Func(case, Value(str(step)), account, function=function, output_field=BooleanField())


def members_free_for(
    case: Case, step: StandInStep, on: date, deputy: Principal | None
) -> Sequence[tuple[UUID, str]]:
    """Return the members of the committee who had no part in a case, by name: public id, name."""
    free = is_free(Value(case.pk), step, F("pk"))
    return named(members_of_committee(on, deputy).alias(is_free=free).filter(is_free=True))


def members_of_committee(on: date, deputy: Principal | None) -> QuerySet[User]:
    """Return the accounts that are a member's of the committee on a day, none the deputy's own."""
    grants = RoleGrant.objects.in_force(on).filter(role=Role.COMMITTEE_MEMBER, user__is_active=True)
    people = User.objects.filter(pk__in=grants.values("user"))
    return people.exclude(pk__in=accounts_of(deputy.user_id)) if deputy else people


def named(people: QuerySet[User]) -> Sequence[tuple[UUID, str]]:
    """Return accounts by name: public id and name."""
    return list(people.order_by("full_name", "pk").values_list("public_id", "full_name"))

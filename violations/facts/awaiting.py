"""Which cases wait for whose decision: what `turns` asks of one case, asked of many (ADR 14)."""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models import Case as Choice

from accounts.models import RoleGrant, User
from accounts.persons import accounts_of
from accounts.principal import Principal
from accounts.roles import Role
from offices.facts.interests import held_by, held_in_name
from violations.facts.absences import with_open_absence
from violations.facts.benches import nameable, without_quorum, without_session
from violations.facts.paper import with_waiting_paper
from violations.facts.paper_entries import contestable_answer, contestable_objection
from violations.facts.sessions import somebody_stood_back, stood_back_by
from violations.facts.told import untold_results
from violations.facts.turns import STAND_IN, is_free, takes_step, turn_by
from violations.models import (
    Case,
    CaseReport,
    Decision,
    HearingSession,
    Notice,
    SessionSeat,
    StandIn,
)
from violations.states import (
    CALLED_OFF,
    COUNTED,
    JUDGMENT,
    LIVE_SESSIONS,
    OBJECTED,
    TO_DECIDE,
    CaseState,
    Outcome,
    StandInStep,
    Track,
)

_OWN = F("pk")
_TO_DECIDE = Q(state__in=TO_DECIDE)


def first_decisions(principal: Principal, cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Return those that wait for a first decision of the principal, who usually makes it."""
    accounts = accounts_of(principal.user_id)
    reported = CaseReport.objects.filter(case=OuterRef("pk"), report__reporter_id__in=accounts)
    # Who decided or sat before a judgment sent the case back: asked of those cases alone.
    free = is_free(F("pk"), StandInStep.DECISION, Value(principal.user_id))
    is_open = Choice(When(round_no__gt=1, then=free), default=Value(True))
    heard = _heard(principal, cases, on).alias(is_open=is_open).filter(is_open=True)
    own = User.objects.filter(pk=principal.user_id)
    return (
        heard.exclude(Exists(reported))
        .exclude(stood_back_by(accounts))
        .exclude(held_by(own, accounts, on, "office__") | held_in_name(own))
    )


def objections(principal: Principal, cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """
    Return those whose objection waits for the principal, who decides objections.

    A chair decides those of an agency only where nobody there is free to. One that the office may
    contest yet waits for that.
    """
    appealed = cases.filter(OBJECTED).exclude(contestable_objection(on))
    if principal.is_agency:
        own = Q(track=Track.CONTRACT)
    else:
        contracts = appealed.filter(track=Track.CONTRACT)
        passed = waiting_for(Role.COMMITTEE_CHAIR, contracts, on)
        own = Q(track=Track.LICENCE) | Q(pk__in=passed.values("pk"))
    return _free(principal, appealed.filter(own), StandInStep.APPEAL)


def passed_to(principal: Principal, cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Return those that the principal decides in place of those who had a part."""
    turned = waiting_for(turn_by(principal), cases, on)
    heard = _free(principal, _heard(principal, turned, on), StandInStep.DECISION).values("pk")
    if principal.is_agency:
        return cases.filter(pk__in=heard)
    appealed = turned.filter(OBJECTED).exclude(contestable_objection(on))
    free = _free(principal, appealed, StandInStep.APPEAL).values("pk")
    named = cases.filter(_is_named(StandIn.objects.running(principal)))
    return named.filter(Q(pk__in=heard) | Q(pk__in=free))


def unnamed(principal: Principal, cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """
    Return those that wait for a naming by the principal: nobody is free, and no naming holds.

    A deputy who had a part in a case does not name who decides it. Where somebody stood back, that
    is asked for at once (`turns.naming_step`).
    """
    newest = StandIn.objects.newest().filter(last_on__gte=on)
    to_decide = _to_be_named()
    first, later = (
        _named(newest.alias(holds=_holds(step, on)).filter(holds=True), step, to_decide)
        for step in (StandInStep.DECISION, StandInStep.APPEAL)
    )
    waiting = waiting_for(STAND_IN, cases, on, to_decide).exclude(first | later)
    first_ones = _free(principal, waiting.filter(to_decide), StandInStep.DECISION)
    later_ones = _free(principal, waiting.filter(OBJECTED), StandInStep.APPEAL)
    return cases.filter(Q(pk__in=first_ones.values("pk")) | Q(pk__in=later_ones.values("pk")))


def lacking_members(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Return those that nobody can be named to decide, or that too few of the committee may."""
    passed = waiting_for(STAND_IN, cases, on, _to_be_named()).exclude(nameable(on))
    return cases.filter(Q(pk__in=passed.values("pk")) | without_quorum(on))


def judgments(principal: Principal, cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """
    Return the final ones in which the principal records a court's judgment, should one come.

    Those whose objection's result waits for its service are left out.

    The secretariat's are those of which every chair had a part; only these are asked one by one.
    """
    final = cases.filter(state__in=COUNTED, outcome=Outcome.PROVEN, is_contested=False)
    final = final.exclude(pk__in=untold_results())
    whose: Any = _turn(JUDGMENT, on)
    mine: Any = takes_step(_OWN, JUDGMENT, Value(principal.user_id), on)
    if principal.role is Role.SECRETARIAT:
        concerned = _chair_had_part(on)
        whose, mine = _only_of(concerned, whose), _only_of(concerned, mine)
    return final.alias(turn=whose, is_turn=mine).filter(turn=turn_by(principal), is_turn=True)


def waiting_for(
    turn: str, cases: QuerySet[Case], on: date, to_decide: Q = _TO_DECIDE
) -> QuerySet[Case]:
    """
    Return those of some cases whose turn has passed to a role, or to `STAND_IN`.

    Only cases in which a usual decider had a part, or that have none, are asked one by one.
    """
    passed = _only_of(_may_have_passed(on), _turn(StandInStep.DECISION, on))
    asked = [
        rows.alias(turn=found).filter(turn=turn).values("pk")
        for rows, found in (
            (cases.filter(to_decide), passed),
            (cases.filter(OBJECTED), _turn(StandInStep.APPEAL, on)),
        )
    ]
    return cases.filter(Q(pk__in=asked[0]) | Q(pk__in=asked[1]))


def _may_have_passed(on: date) -> Q:
    """Return the condition that a heard case had a usual decider with a part in it, or has none."""
    deciders = RoleGrant.objects.in_force(on).filter(user__is_active=True)
    usual = deciders.filter(role__in=[Role.AGENCY_MANAGER, Role.COMMITTEE_CHAIR])
    persons = User.objects.filter(pk__in=usual.values("user")).exclude(person_key="")
    reported = CaseReport.objects.filter(
        Q(report__reporter_id__in=usual.values("user"))
        | Q(report__reporter_id__in=_accounts(persons)),
        case=OuterRef("pk"),
    )
    managers = deciders.filter(role=Role.AGENCY_MANAGER, scope_id=OuterRef("agency__public_id"))
    chairs = deciders.filter(role=Role.COMMITTEE_CHAIR)
    return (
        Q(Exists(reported))
        | held_by(persons, _accounts(persons), on, "office__")
        | held_in_name(persons)
        | somebody_stood_back()
        | Q(round_no__gt=1)
        | Q(~Exists(managers), track=Track.CONTRACT)
        | Q(~Exists(chairs), track=Track.LICENCE)
    )


def _to_be_named() -> Q:
    """Return the condition that who decides first is named: what waits, or will after a recusal."""
    return Q(state__in=TO_DECIDE) | Q(state=CaseState.NOTIFIED) & somebody_stood_back()


def _chair_had_part(on: date) -> Q:
    """Return the condition that a chair may have had a part in a final case, or there is none."""
    chairs = RoleGrant.objects.in_force(on).filter(role=Role.COMMITTEE_CHAIR, user__is_active=True)
    persons = User.objects.filter(pk__in=chairs.values("user")).exclude(person_key="")
    same = Q(pk__in=chairs.values("user")) | Q(pk__in=_accounts(persons))
    theirs = ArraySubquery(User.objects.filter(same).values("pk"))
    # Asked once for all cases: the parts of a few people, not the people of each case.
    parts = (
        CaseReport.objects.filter(_by("report__reporter_id", theirs)).values("case"),
        CaseReport.objects.filter(_by("report__triaged_by", theirs)).values("case"),
        Notice.objects.filter(_by("issued_by", theirs)).values("case"),
        Decision.objects.filter(_by("decided_by", theirs)).values("case"),
        SessionSeat.objects.filter(_by("user_id", theirs)).values("session__case"),
    )
    by_chair = Q(track=Track.LICENCE)  # decided by a chair; who sat is in no column
    first, *others = parts
    had = Q(pk__in=first.union(*others, all=True))
    return Q(~Exists(chairs), track=Track.CONTRACT) | by_chair | had


def _by(column: str, people: ArraySubquery) -> Func:
    """
    Return the condition that a column names one of some people, by the index of the column.

    Of an array the server takes it that there are few; of a subquery it expects half of all.
    """
    return Func(
        F(column), people,
        template="%(expressions)s)", arg_joiner=" = ANY (", output_field=BooleanField(),
    )  # fmt: skip


def _heard(principal: Principal, cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """
    Return those that the principal may decide at once.

    The committee has held its session. No paper in the office's name waits, for its second
    person or for the office's contest. No session is still to be sealed, and none was held
    without the principal while somebody who sat in it may decide (`turns.is_passed_over`).
    """
    live = HearingSession.objects.filter(case=OuterRef("pk"), state__in=LIVE_SESSIONS)
    ready = cases.filter(state__in=TO_DECIDE).exclude(Exists(live)).exclude(without_session())
    ready = ready.exclude(with_waiting_paper()).exclude(contestable_answer(on))
    ready = ready.exclude(with_open_absence(on))
    standing = HearingSession.objects.filter(
        case=OuterRef(OuterRef("pk")), round_no=OuterRef(OuterRef("round_no"))
    )
    newest = standing.exclude(state__in=CALLED_OFF).order_by("-pk").values("pk")[:1]
    sat = SessionSeat.objects.filter(session=Subquery(newest), is_judge=True, is_present=True)
    may_decide = takes_step(OuterRef("pk"), StandInStep.DECISION, F("user_id"), on)
    free = sat.filter(is_recused=False).alias(may_decide=may_decide).filter(may_decide=True)
    own = sat.filter(user_id__in=accounts_of(principal.user_id))
    return ready.filter(Q(Exists(own)) | ~Q(Exists(free)))


def _free(principal: Principal, cases: QuerySet[Case], step: StandInStep) -> QuerySet[Case]:
    had_none = is_free(F("pk"), step, Value(principal.user_id))
    return cases.alias(had_none=had_none).filter(had_none=True)


def _accounts(persons: QuerySet[User]) -> QuerySet[User, int]:
    same = User.objects.filter(person_key__in=persons.values("person_key"))
    return same.values_list("pk", flat=True)


def _only_of(concerned: Q, question: Func) -> Choice:
    """
    Return a dear question that is asked only of the cases that it concerns.

    A condition beside it might be asked after it, whatever the server takes it to cost.
    """
    return Choice(When(concerned, then=question))


def _turn(step: str, on: date) -> Func:
    return Func(
        F("pk"), Value(str(step)), Value(on), function="violations_turn", output_field=TextField()
    )


def _is_named(namings: QuerySet[StandIn]) -> Q:
    """Return the condition that one of some namings is for what a case waits to have decided."""
    return _named(namings, StandInStep.DECISION) | _named(namings, StandInStep.APPEAL)


def _named(namings: QuerySet[StandIn], step: StandInStep, to_decide: Q = _TO_DECIDE) -> Q:
    own = Q(Exists(namings.filter(subject_id=OuterRef("public_id"), step=step)))
    return own & (to_decide if step == StandInStep.DECISION else OBJECTED)


def _holds(step: StandInStep, on: date) -> Func:
    """Return the expression whether the member of a naming may still decide the case around it."""
    return takes_step(OuterRef("pk"), step, F("member_id"), on)

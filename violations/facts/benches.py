"""Cases that wait although too few are free to decide them: of the committee, or to stand in."""

from datetime import date
from typing import Any

from django.db.models import Case as Choice
from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from offices.facts.interests import held_by, held_in_name
from violations.facts.sessions import JUDGES, somebody_stood_back
from violations.facts.turns import is_free, members_of_committee
from violations.models import Case, CaseReport, CaseRule, HearingSession
from violations.states import CALLED_OFF, OBJECTED, TO_DECIDE, StandInStep, Track


def without_quorum(on: date) -> Q:
    """
    Return the condition that fewer may sit for a licence case than a decision of it needs.

    A case with a session of its round has had its quorum. Who reported it, stood back from it, or
    decided it in an earlier round does not sit; only such cases are asked one by one.
    """
    whole = _committee(on)
    free = whole.alias(is_free=is_free(OuterRef("pk"), StandInStep.DECISION, F("pk")))
    may_sit = Choice(
        When(_concerned(whole, on), then=_persons(free.filter(is_free=True))),
        default=_persons(whole),
    )
    # The rule of the day, as `reckoning_on` finds it; read within the one query of a desk.
    rules = CaseRule.objects.filter(valid_from__lte=on).order_by("-valid_from", "pk")
    few = Q(may_sit__lt=Subquery(rules.values("quorum")[:1]))
    waiting = Case.objects.filter(without_session(), state__in=TO_DECIDE).alias(may_sit=may_sit)
    return Q(pk__in=waiting.filter(few).values("pk"))


def without_session() -> Q:
    """Return the condition that a licence case has no session of its round, or only called off."""
    session = HearingSession.objects.filter(case=OuterRef("pk"), round_no=OuterRef("round_no"))
    return Q(~Exists(session.exclude(state__in=CALLED_OFF)), track=Track.LICENCE)


def nameable(on: date, deputy: Principal | None = None) -> Q:
    """Return the condition that a member of the committee is free to decide in place of others."""
    members = members_of_committee(on, deputy)
    first, later = (
        Exists(members.alias(is_free=is_free(OuterRef("pk"), step, F("pk"))).filter(is_free=True))
        for step in (StandInStep.DECISION, StandInStep.APPEAL)
    )
    return Q(first, ~OBJECTED) | Q(later, OBJECTED)


def _committee(on: date) -> QuerySet[User]:
    grants = RoleGrant.objects.in_force(on).filter(role__in=JUDGES[Track.LICENCE])
    return User.objects.filter(pk__in=grants.filter(user__is_active=True).values("user"))


def _concerned(committee: QuerySet[User], on: date) -> Q:
    """Return the condition that somebody of the committee may have a part in a case."""
    reported = CaseReport.objects.filter(
        Q(report__reporter_id__in=committee.values("pk"))
        | Q(report__reporter_id__in=_twins(committee)),
        case=OuterRef("pk"),
    )
    persons = committee.exclude(person_key="")
    interested = held_by(persons, _twins(committee), on, "office__") | held_in_name(persons)
    return Q(round_no__gt=1) | Q(Exists(reported)) | somebody_stood_back() | interested


def _twins(people: QuerySet[User]) -> QuerySet[User, int]:
    keys = people.exclude(person_key="").values("person_key")
    return User.objects.filter(person_key__in=keys).values_list("pk", flat=True)


def _persons(people: QuerySet[User]) -> Any:
    """Return how many persons some accounts are: those of one person are one."""
    person = Coalesce(NullIf("person_key", Value("")), Cast("pk", CharField()))
    counted = people.order_by().values(one=Value(1)).annotate(many=Count(person, distinct=True))
    return Coalesce(Subquery(counted.values("many"), output_field=IntegerField()), 0)

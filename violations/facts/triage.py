"""Whose turn it is to weigh a report of the contract track, as the guard asks it (ADR 14)."""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Case as Choice
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When

from accounts.models import RoleGrant, User
from accounts.persons import accounts_of
from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from contracts.facts.recusals import recusals_of_outer_row
from core.acts import once_per_record
from offices.facts.interests import held_by
from violations.models import ViolationReport
from violations.states import Track

# To these it passes where no manager of the agency is free.
PASSES_TO = (Role.AGENCY_APPEAL, Role.SECRETARIAT)


@once_per_record
def triage_turn(report: ViolationReport, on: date) -> str:
    """Return the role whose free holders weigh a report of the contract track."""
    return triage_turns([report.pk], on)[report.pk]


def triage_turns(reports: Iterable[int], on: date) -> dict[int, str]:
    """Return the turns of some reports, by key; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, violations_triage_turn(id, %s) FROM unnest(%s::bigint[]) AS id",
            [on, list(reports)],
        )
        return dict(cursor.fetchall())


def to_triage(
    principal: Principal, reports: QuerySet[ViolationReport], on: date
) -> QuerySet[ViolationReport]:
    """Return those of some reports that the principal is to weigh: it is his turn, he is free."""
    own = Q(pk__in=[])
    if may(principal, Permission.REPORT_TRIAGE_LICENCE):
        own = Q(type__track__in=[Track.LICENCE, "both"])
    elif principal.role not in PASSES_TO:
        own = Q(type__track__in=[Track.CONTRACT, "both"])
    if principal.role in PASSES_TO:
        passed = Q(turn=str(principal.role), type__track=Track.CONTRACT)
        passed |= Q(turn=str(principal.role), type__track="both", contract__isnull=False)
        own |= passed
        reports = reports.alias(turn=_turn(on))
    accounts = accounts_of(principal.user_id)
    person = User.objects.filter(pk=principal.user_id)
    return (
        reports.filter(own)
        .exclude(reporter_id__in=accounts)
        .exclude(held_by(person, accounts, on, "office__"))
        .exclude(Exists(recusals_of_outer_row().filter(user__in=accounts)))
    )


def _turn(on: date) -> Choice:
    """Return the turn of a report; only where it may have passed on is the function asked."""
    turn = Func(F("pk"), Value(on), function="violations_triage_turn", output_field=TextField())
    usual = Value(str(Role.AGENCY_MANAGER), output_field=TextField())
    return Choice(When(_may_have_passed(on), then=turn), default=usual)


def _may_have_passed(on: date) -> Q:
    """Return the condition that some manager has a part in a report, or its agency has none."""
    managers = RoleGrant.objects.in_force(on).filter(role=Role.AGENCY_MANAGER, user__is_active=True)
    people = User.objects.filter(pk__in=managers.values("user"))
    keys = people.exclude(person_key="").values("person_key")
    accounts = User.objects.filter(Q(pk__in=managers.values("user")) | Q(person_key__in=keys))
    of_house = managers.filter(scope_id=OuterRef("agency__public_id"))
    return (
        Q(reporter_id__in=accounts.values("pk"))
        | held_by(people, accounts.values("pk"), on, "office__")
        | Q(Exists(recusals_of_outer_row()))
        | ~Q(Exists(of_house))
    )

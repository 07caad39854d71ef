"""Who works on cases beside a person, and which of some cases are late."""

from collections.abc import Collection, Iterable
from datetime import date

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from core.acts import once_per_record
from violations.models import Case

OF_AGENCY = (Role.AGENCY_MANAGER, Role.AGENCY_CLERK)
OF_PROVINCE = (Role.SECRETARIAT,)


def colleagues_of(actor: Principal, on: date) -> list[tuple[int, str]]:
    """Return the persons into whose hands the actor may put a case, by name: key and name."""
    grants = RoleGrant.objects.in_force(on).filter(user__is_active=True)
    if actor.is_agency:
        grants = grants.filter(role__in=OF_AGENCY, scope_id__in=actor.agency_ids)
    else:
        grants = grants.filter(role__in=OF_PROVINCE)
    found = dict(grants.values_list("user_id", "user__full_name"))
    return sorted(found.items(), key=lambda person: (person[1], person[0]))


@once_per_record
def is_late(case: Case, on: date) -> bool:
    """Tell whether the present step of the case is late."""
    return Case.objects.filter(pk=case.pk).overdue(on).exists()


def read_late(cases: Iterable[Case], on: date) -> None:
    """Read for many cases at once what `is_late` answers; one query."""
    by_key = {case.pk: case for case in cases}
    late = late_among(by_key, on)
    for key, case in by_key.items():
        is_late.remember(case, on, value=key in late)


def late_among(keys: Collection[int], on: date) -> set[int]:
    """Return those of some cases, found in scope by the caller, whose present step is late."""
    return set(Case.objects.filter(pk__in=keys).overdue(on).values_list("pk", flat=True))

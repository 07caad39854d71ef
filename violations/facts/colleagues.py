"""Who works on cases beside a person: the agency's own staff, or the secretariat's."""

from datetime import date

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role

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

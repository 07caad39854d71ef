"""Which steps the principal's own body owes: who keeps the calendar gives it no time alone."""

from django.db.models import QuerySet

from accounts.principal import Principal
from accounts.roles import Role
from violations.models import Case, ViolationReport
from violations.states import Track

PROVINCE_SIDE = frozenset({Role.SECRETARIAT, Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER})


def owed_by_own(principal: Principal) -> QuerySet[Case]:
    """Return the cases of the track that the principal's own body handles, and owes its steps."""
    if principal.is_agency:
        return Case.objects.filter(track=Track.CONTRACT, agency__public_id__in=principal.agency_ids)
    if principal.role in PROVINCE_SIDE:
        return Case.objects.filter(track=Track.LICENCE)
    return Case.objects.none()


def triaged_by_own(principal: Principal) -> QuerySet[ViolationReport]:
    """Return the reports that the principal's own body triages."""
    if principal.role not in PROVINCE_SIDE:
        own = ViolationReport.objects.exclude(type__track=Track.LICENCE)
        return own.filter(agency__public_id__in=principal.agency_ids)
    return ViolationReport.objects.filter(type__track=Track.LICENCE)

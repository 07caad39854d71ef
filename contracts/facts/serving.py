"""Which office may give which service on a day: one rule, for one pair and as a query."""

from datetime import date

from django.db.models import QuerySet

from agencies.models import Service
from contracts.facts.panels import DECIDED
from contracts.facts.standing import is_licensed
from contracts.models import ContractService
from contracts.rules.serving import Line, Obstacle, obstacle_of
from offices.models import Office


def may_serve(office: Office, service: Service, on: date) -> bool:
    """Tell whether an office may give a service on a day, today or later."""
    return why_not_serving(office, service, on) is None


def why_not_serving(office: Office, service: Service, on: date) -> Obstacle | None:
    """
    Return what stands in the way of an office that would give a service on a day; None if nothing.

    `on` is today or later: states are those of today, and periods are compared with the day.
    """
    rows = ContractService.objects.filter(office=office, service=service)
    return obstacle_of(
        office_state=office.state,
        is_licensed=is_licensed(office.pk, on),
        is_offered=service.is_active and service.agency.is_active,
        lines=[line_of(row) for row in rows.select_related("contract")],
        on=on,
    )


def line_of(row: ContractService) -> Line:
    """Return a service under a contract as the rule reads it; the contract is loaded."""
    contract = row.contract
    is_agreed = contract.mutual_end_accepted_on is not None
    return Line(
        state=row.state,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        suspended_until=contract.suspended_until,
        agreed_end=contract.mutual_end_on if is_agreed else None,
        is_confirmed=contract.origin != "import" or contract.confirmed_on is not None,
    )


def substitutes(on: date) -> QuerySet[ContractService]:
    """
    Return the services of offices that may give them on a day, and whose end is not decided.

    Left out are contracts under notice, with an accepted end by agreement, or met by a decision
    that is still to be carried out.
    """
    found = ContractService.objects.serving(on).staying()
    for acts in DECIDED:
        found = found.exclude(contract__in=acts.contracts())
    return found

"""Whether an office may give a service on a day, and if not, what stands in its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.states import BLOCKING, ContractState
from offices.states import OfficeState


class Obstacle(StrEnum):
    """Why an office may not give a service; in this order, the first that holds is named."""

    OFFICE = "office"
    LICENCE = "licence"
    SERVICE = "service"
    SUSPENDED = "suspended"
    UNCONFIRMED = "unconfirmed"
    CONTRACT = "contract"


OBSTACLES: dict[Obstacle, str | Promise] = {
    Obstacle.OFFICE: _("the office is not open"),
    Obstacle.LICENCE: _("the office has no valid licence"),
    Obstacle.SERVICE: _("the agency does not offer the service"),
    Obstacle.SUSPENDED: _("the contract is suspended"),
    Obstacle.UNCONFIRMED: _("the agency has not confirmed the imported contract"),
    Obstacle.CONTRACT: _("no contract for the service is in force"),
}
_OF_LINES = (Obstacle.SUSPENDED, Obstacle.UNCONFIRMED, Obstacle.CONTRACT)


@dataclass(frozen=True)
class Line:
    """
    A service under a contract of the office, with what its contract says of it.

    In force from `starts_on` to `ends_on`, both included; `agreed_end` is the last day of an end by
    agreement that the office has accepted, `suspended_until` the last day of a suspension.
    """

    state: str
    starts_on: date
    ends_on: date
    suspended_until: date | None
    agreed_end: date | None
    is_confirmed: bool


def obstacle_of(
    *, office_state: str, is_licensed: bool, is_offered: bool, lines: Sequence[Line], on: date
) -> Obstacle | None:
    """
    Return why an office may not give a service on a day; None if it may.

    `lines` are the office's for this service; `is_offered` holds while service and agency are
    active. `ContractService.objects.serving` is the same rule as a query.

    Source: PROVINCE 4; DECISIONS 45.
    """
    if office_state != OfficeState.ACTIVE:
        return Obstacle.OFFICE
    if not is_licensed:
        return Obstacle.LICENCE
    if not is_offered:
        return Obstacle.SERVICE
    found = {_obstacle_of_line(line, on) for line in lines} or {Obstacle.CONTRACT}
    return None if None in found else next(one for one in _OF_LINES if one in found)


def _obstacle_of_line(line: Line, on: date) -> Obstacle | None:
    last = min(line.ends_on, line.agreed_end or line.ends_on)
    if line.state not in BLOCKING or not line.starts_on <= on <= last:
        return Obstacle.CONTRACT
    if not line.is_confirmed:
        return Obstacle.UNCONFIRMED
    is_suspended = line.state == ContractState.SUSPENDED
    if is_suspended and (line.suspended_until is None or line.suspended_until >= on):
        return Obstacle.SUSPENDED
    return None

"""What is weighed of an office's violations when a contract is to be renewed."""

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median_low
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.models import Contract
from core.panels import Measured
from core.persian import persian_digits
from offices.models import Office
from offices.states import OfficeState
from violations.facts.points import sums_of_points
from violations.facts.registers import threshold_on
from violations.models import Case


def points_measure(contract: Contract, actor: Principal, on: date) -> Measured | None:
    """Return the office's live points against the middle of the province and the threshold."""
    said = threshold_on(on)
    if not said:
        return None
    flag, watch = int(said["flag"]), int(said.get("watch", said["flag"]))
    of_province = Office.objects.filter(county__parent_id=contract.county.parent_id)
    sums = sums_of_points(of_province, on)
    own = sums.get(contract.office_id, 0)
    if own >= flag:
        tone, verdict = "danger", _("past the threshold")
    elif own >= watch:
        tone, verdict = "warn", _("near the threshold")
    else:
        tone, verdict = "ok", _("fulfilled")
    return Measured(
        label=_("points of proven violations"),
        value=persian_digits(own),
        middle=persian_digits(_middle(sums, of_province)),
        asked=_("less than {points}").format(points=persian_digits(flag)),
        tone=tone,
        verdict=verdict,
    )


def _middle(sums: dict[int, int], of_province: QuerySet[Office]) -> int:
    """Return the lower middle of the points of all working offices of the province."""
    offices = of_province.filter(
        state__in=[OfficeState.ACTIVE, OfficeState.TEMPORARILY_CLOSED, OfficeState.INACTIVE]
    )
    without = max(0, offices.count() - len(sums))
    return median_low([*[0] * without, *sums.values()] or [0])


def undecided(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, Any]:
    """Return the contracts with an open case, or whose office is past the threshold of points."""
    found: dict[int, Any] = {}
    for key in open_of(actor).filter(contract__in=keys).values_list("contract_id", flat=True):
        found[key] = True
    flag = int(threshold_on(on).get("flag", 0))
    if flag and keys:
        offices = dict(Contract.objects.filter(pk__in=keys).values_list("pk", "office_id"))
        sums = sums_of_points(Office.objects.filter(pk__in=set(offices.values())), on)
        found |= {key: True for key, office in offices.items() if sums.get(office, 0) >= flag}
    return found


def open_of(actor: Principal) -> QuerySet[Case]:
    """Return the open cases that an actor sees."""
    return Case.objects.visible_to(actor).open()


def open_cases_measure(contract: Contract, actor: Principal, on: date) -> Measured:
    """Return how many cases of this contract wait for their end."""
    waiting = open_of(actor).filter(contract=contract).count()
    return Measured(
        label=_("open cases of this contract"),
        value=persian_digits(waiting),
        middle="–",
        asked=_("no open case"),
        tone="warn" if waiting else "ok",
        verdict=_("to be decided first") if waiting else _("fulfilled"),
    )

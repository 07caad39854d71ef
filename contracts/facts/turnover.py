"""How much an office takes for an agency in a month; weighed when the contract is to be renewed."""

from datetime import date
from statistics import median_low

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.models import Contract, Settlement
from core.jalali import add_months
from core.panels import Measured
from core.persian import group
from core.scope import across_tenants

MONTHS = 12
# The middle of fewer accounts would tell one office what another one takes.
FEWEST = 5


def turnover_measure(contract: Contract, actor: Principal, on: date) -> Measured | None:
    """
    Return what the office took in a month for the agency, in rial, the mean of twelve months.

    The middle is that of all offices of the province with an account at the same agency. No
    threshold is laid down, and so nothing follows from it: it is told for whoever decides. None
    for those who don't see the account, and where nothing was entered.
    """
    first = add_months(on, -MONTHS)
    own = _taken(Settlement.objects.visible_to(actor), first, on)
    total = own.filter(contract=contract, holder=contract.office.holder_id).aggregate(
        total=Sum("amount")
    )["total"]
    if total is None:
        return None
    of_agency = _taken(Settlement.objects.all(), first, on).filter(
        contract__agency=contract.agency_id,
        contract__county__parent_id=contract.county.parent_id,
    )
    found = of_agency.order_by().values_list("contract").annotate(total=Sum("amount"))
    with across_tenants():
        sums = [taken for _contract, taken in found]
    middle = median_low(sums) if len(sums) >= FEWEST else None
    return Measured(
        label=_("taken in a month, rial"),
        value=group(round(total / MONTHS)),
        middle="–" if middle is None else group(round(middle / MONTHS)),
        asked="–",
        tone="neutral",
        verdict=_("for information"),
    )


def _taken(rows: QuerySet[Settlement], first: date, on: date) -> QuerySet[Settlement]:
    """Return the entries that stand, of periods that ended in the twelve months before a day."""
    return rows.filter(
        reverses__isnull=True, reversal__isnull=True, period_last__gt=first, period_last__lte=on
    )

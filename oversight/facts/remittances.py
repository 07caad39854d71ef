"""What is weighed of a contract's account when it is to be renewed."""

from datetime import date
from statistics import median_low

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.models import Contract, Settlement
from core.panels import Measured
from core.persian import percent, persian_digits
from core.scope import across_tenants
from oversight.facts.policies import policy_in_force
from oversight.rules.shapes import window_start
from oversight.states import RuleCode


def remittance_measure(contract: Contract, actor: Principal, on: date) -> Measured | None:
    """
    Return how much of what fell due in the window of F08 was remitted in time, in percent.

    The middle is that of all contracts of the province with an account. None where F08 is off or
    nothing has fallen due, and for those who don't see the account.
    """
    policy = policy_in_force(on)
    rule = policy and policy.rules.get(RuleCode.REMITTANCE)
    if not rule:
        return None
    first = window_start(on, rule["months"])
    own = Settlement.objects.visible_to(actor).filter(contract=contract).standing()
    due = own.filter(due_on__gte=first, due_on__lt=on, holder=contract.office.holder_id).count()
    if not due:
        return None
    late = own.late_on(on).filter(due_on__gte=first, holder=contract.office.holder_id).count()
    if late >= rule["count"]:
        tone, verdict = "danger", _("past the threshold")
    elif late:
        tone, verdict = "warn", _("late {count} times").format(count=persian_digits(late))
    else:
        tone, verdict = "ok", _("fulfilled")
    return Measured(
        label=_("remittance in time"),
        value=percent(100 * (due - late) / due),
        middle=percent(_middle(contract, first, on)),
        asked=_("late fewer than {count} times").format(count=persian_digits(rule["count"])),
        tone=tone,
        verdict=verdict,
    )


def _middle(contract: Contract, first: date, on: date) -> float:
    """Return the lower middle of the shares in time of the province's contracts, in percent."""
    late = Count("pk", filter=Q(pk__in=Settlement.objects.late_on(on).values("pk")))
    rows = (
        Settlement.objects.standing()
        .filter(
            contract__county__parent_id=contract.county.parent_id,
            due_on__gte=first,
            due_on__lt=on,
        )
        .values("contract")
        .annotate(due=Count("pk"), late=late)
        .values_list("due", "late")
    )
    with across_tenants():
        return median_low([100 * (due - late) / due for due, late in rows])

"""The account of a contract: what is owed, what was remitted, and what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, Sum, Window
from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.facts.money import left_to_remit
from contracts.models import Contract, Remittance, Settlement
from contracts.rules.money import left_of_sum
from core.persian import group, isolated
from workdays.facts import Deadline, calendar_for, deadline, is_kept
from workdays.rules import Calendar, DeadlineKey, Unit, count_days

SHOWN = 24
_ROOM = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """One settlement as the account shows it; `late` counts the agency's working days."""

    settlement: Settlement
    tone: str
    label: str
    late: int
    parts: Sequence[Remittance]
    left: int


@dataclass(frozen=True)
class Account:
    """The newest entries of a contract's account, and what is open of all of them, in rial."""

    lines: Sequence[Line]
    more: int
    open_count: int
    open_amount: int


def account_of(
    contract: Contract, actor: Principal, on: date, *, may_be_empty: bool = False
) -> Account | None:
    """
    Return the account of a contract as a reader sees it.

    None where there is no entry, unless it `may_be_empty`.

    Five queries at most, and so many rows, whatever the number of entries.
    """
    is_standing = Q(reversal__isnull=True, settled_on__isnull=True)
    shown = list(
        contract.settlements.all()
        .visible_to(actor)
        .filter(reverses__isnull=True)
        .select_related("reversal")
        .annotate(
            is_clocked=is_kept("contract.remittance"),
            of_all=Window(Count("pk")),
            open_count=Window(Count("pk", filter=is_standing)),
            open_amount=Window(Sum("amount", filter=is_standing)),
        )
        .prefetch_related(Prefetch("remittances", Remittance.objects.order_by("pk")))
        .order_by("-due_on", "-pk")[:SHOWN]
    )
    if not shown and not may_be_empty:
        return None
    first = min([on, *(row.due_on for row in shown)])
    county, body = contract.county.public_id, contract.agency.kind
    calendar = calendar_for(county, first - _ROOM, on + _ROOM, body)
    newest: Any = shown[0] if shown else None  # with the counts of all
    return Account(
        lines=[_line(row, on, calendar) for row in shown],
        more=newest.of_all - len(shown) if newest else 0,
        open_count=newest.open_count if newest else 0,
        open_amount=_open_amount(contract, newest),
    )


def _open_amount(contract: Contract, newest: Any) -> int:
    """Return what is left to remit of all entries: their amounts less their parts."""
    if newest is None or not newest.open_count:
        return 0
    parts = Remittance.objects.filter(settlement__in=contract.settlements.all().open())
    paid: int = parts.aggregate(paid=Sum("amount"))["paid"] or 0
    return int(newest.open_amount or 0) - paid


def first_due(contract: Contract, on: date) -> Deadline:
    """
    Return the first day until which a settlement that is recorded on a day can be due.

    The office sees the entry from that day on: both the length of a remittance and that of
    `window_after_entry` run from it. `contracts_guard_due` in contracts/sql/settlements.sql is the
    same rule.

    Raises:
        NoRule: no length is in force.
    """
    county = contract.county.public_id
    term = deadline(DeadlineKey.REMIT_DUE, on, county, body=contract.agency.kind)
    seen = deadline(DeadlineKey.WINDOW_AFTER_ENTRY, on, county)
    return max(term, seen, key=lambda each: each.due_on)


def overlapping(contract: Contract, first: date, last: date) -> Settlement | None:
    """Return the oldest standing settlement of the contract with a day of a period."""
    rows = Settlement.objects.filter(contract=contract).standing()
    return rows.filter(period_first__lte=last, period_last__gte=first).order_by("pk").first()


def is_reversed(settlement: Settlement) -> bool:
    """Tell whether a counter-entry takes a settlement back; no query where it was selected."""
    return getattr(settlement, "reversal", None) is not None


def _line(row: Settlement, on: date, calendar: Calendar) -> Line:
    ended = row.settled_on or on
    late = count_days(row.due_on, ended, Unit.WORKING_DAY, calendar)
    parts = list(row.remittances.all())
    left = left_of_sum(
        row.amount, (part.amount for part in parts), is_whole=row.settled_on is not None
    )
    tone, label = "info", _("to be remitted")
    if is_reversed(row):
        tone, label, late = "neutral", _("taken back"), 0
    elif row.settled_on is not None:
        is_late = row.settled_on > row.due_on
        tone, label = ("warn", _("remitted late")) if is_late else ("ok", _("remitted"))
    elif row.due_on < on:
        tone, label = "danger", _("overdue")
    return Line(row, tone, label, late, parts, left)


def against_settling(contract: Contract, on: date) -> list[str]:
    """
    Return why the books of an ended contract cannot be closed: what has not been remitted.

    Source: DOMAIN C2 (settlements closed before the clearance).
    """
    rows = list(Settlement.objects.filter(contract=contract).open().order_by("due_on", "pk"))
    if not rows:
        return []
    return [
        _("{count} settlements of {amount} rials have not been remitted: {numbers}.").format(
            count=group(len(rows)),
            amount=group(sum(left_to_remit(row) for row in rows)),
            numbers=_(", ").join(isolated(row.key) for row in rows[:5]),
        )
    ]

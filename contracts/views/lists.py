"""The list of contracts, with the months in which they end."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.models import Agency
from contracts.acts.contract import CONFIRM, DRAFT, IMPORT
from contracts.facts import COLUMNS as FROM_ABOVE
from contracts.facts import VIEWS, Month, months_ahead, parties_of, standings
from contracts.facts.ended import how_ended, last_day
from contracts.facts.months import PAST
from contracts.facts.noticed import notice_words
from contracts.forms import ContractFilter
from contracts.models import Contract
from contracts.states import BLOCKING, ENDED, ContractState
from contracts.views.columns import (
    COLUMNS,
    RIBBON_SPAN,
    cover_in_words,
    knows_money,
    mark_in_list,
    month_words,
    ribbon_of,
)
from core.addresses import address
from core.panels import Column as Above
from core.panels import View
from core.periods import spans
from core.persian import group
from lists.columns import Row, Tab
from lists.listed import Listed, amount_of
from lists.quick import MINE, OVERDUE
from lists.views.pages import ListPage
from lists.waiting import NAME, waiting
from workdays.facts import calendar_for
from workdays.rules import Calendar

TALLEST = 44
ENDED_TAB = "ended"
ENDED_CHIPS = ("agency", "ended", "how")
LEAST_HEIGHT = 3  # of a part that is not nothing, beside a column that is many times higher
PRESETS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "running": (gettext_lazy("Running"), BLOCKING),
    "signing": (
        gettext_lazy("Being prepared"),
        (ContractState.DRAFT, ContractState.PENDING_SIGNATURE),
    ),
    "stopped": (
        gettext_lazy("Suspended or under notice"),
        (ContractState.SUSPENDED, ContractState.TERMINATION_NOTICE),
    ),
    ENDED_TAB: (gettext_lazy("Ended"), ENDED),
    "all": (gettext_lazy("All"), ()),
}


def _heights(month: Month, most: int) -> list[dict[str, Any]]:
    """Return the parts of a column from the bottom: how high, how far up, in which colour."""
    parts, above = [], 0.0
    for number, tone in (
        (month.under_way, "f-primary"),
        (month.not_begun, "f-warn"),
        (month.unsecured, "f-danger"),
    ):
        if number:
            room = TALLEST - 2 * LEAST_HEIGHT
            height = max(LEAST_HEIGHT, round(room * number / most, 1))
            above += height
            parts.append({"height": f"{height:g}", "y": f"{TALLEST - above:g}", "css": tone})
    return parts


class ContractList(Listed):
    """The contracts in scope, by end of term."""

    name = "contracts"
    route = "contracts:list"
    title = gettext_lazy("Contracts")
    search_label = gettext_lazy("number, office or agency")
    none_found = gettext_lazy("No contract matches these filters")
    queryset = Contract.objects.all()
    filterset_class = ContractFilter
    choice_models: ClassVar[dict[str, Any]] = {"agency": (Agency,)}
    chip_names = ("agency", "stage", "guarantee", "state")
    quick_sets: ClassVar[dict[str, Any]] = {MINE: {"owner": "me"}, OVERDUE: {"ends": PAST}}
    values = (
        "pk", "number", "state", "starts_on", "ends_on", "office_id", "office__code",
        "office__name", "county__name", "agency__short_name", "agency__requires_guarantee",
        "agency_number", "last_on", "end_kind", "notice_id", "notice_served_on", "notice_ends_on",
    )  # fmt: skip
    orders: ClassVar[dict[str, Any]] = {
        "ends": ("ends_on", "id"),
        "-ends": ("-ends_on", "-id"),
        "new": ("-starts_on", "-id"),
        "number": ("number",),
        "-number": ("-number",),
        "ended": ("last_on", "id"),
        "-ended": ("-last_on", "-id"),
    }
    order_titles: ClassVar[dict[str, Any]] = {
        "ends": gettext_lazy("Nearest end"),
        "-ends": gettext_lazy("Farthest end"),
        "new": gettext_lazy("Newest first"),
        "-ended": gettext_lazy("Latest end first"),
    }
    columns = COLUMNS

    def counted(self, number: str) -> str:
        """Return how many contracts there are, in words."""
        return ngettext("{number} contract", "{number} contracts", amount_of(number)).format(
            number=number
        )

    def upper(self) -> Iterable[Above]:
        """Return the columns of the floors above."""
        return FROM_ABOVE

    def base(self) -> Any:
        """Return the contracts in scope with the day and the way in which each ended."""
        return super().base().annotate(last_on=last_day(), end_kind=how_ended())

    def get_orders(self) -> Mapping[str, Sequence[str]]:
        """Return the orders; what ended last comes first among the ended ones."""
        orders = super().get_orders()
        is_of_ended = self.query.get(self.tab_key) == ENDED_TAB
        return {"-ended": orders["-ended"], **orders} if is_of_ended else orders

    def choices(self, name: str) -> Sequence[tuple[Any, Any]] | None:
        """Return the periods as the desk calls them, and the agencies."""
        if name == "ended":
            return [(key, span.label) for key, span in spans(self.on).items()]
        if name != "agency":
            return None
        agencies = Agency.objects.filter(is_active=True).order_by("position", "pk")
        return list(agencies.values_list("code", "short_name"))

    def chips_shown(self) -> Sequence[str]:
        """Leave out what the role does not know: money, and the one agency that it is."""
        hidden = {"agency"} if self.actor.is_agency else set()
        hidden |= set() if knows_money(self.actor) else {"guarantee"}
        names = ENDED_CHIPS if self.tab.name == ENDED_TAB else self.chip_names
        return [name for name in names if name not in hidden]

    def quicks_shown(self) -> Mapping[str, Mapping[str, str]]:
        """Leave out one's own contracts for those who draft and sign none."""
        if self.actor.is_agency:
            return self.quick_sets
        return {OVERDUE: self.quick_sets[OVERDUE]}

    def value_in_words(self, name: str, value: str) -> str:
        """Return a typed value in words: a month by its name."""
        return month_words(value) if name == "ends" else value

    def tabs(self) -> Sequence[Tab]:
        """Return the presets and the views of the floors above."""
        own = [
            Tab(name, label, self.in_states(states)) for name, (label, states) in PRESETS.items()
        ]
        mine = Tab(NAME, gettext_lazy("Waits for you"), self.waiting, is_counted=False)
        above = [Tab(view.name, view.title, self.narrowed(view)) for view in VIEWS]
        return [own[0], mine, *own[1:], *above]

    def waiting(self, rows: Any) -> Any:
        """Return the contracts that wait for an act of the reader."""
        return waiting(rows, self.actor, self.on)

    def in_states(self, states: Sequence[str]) -> Callable[[Any], Any]:
        """Return what keeps the contracts of some states; of none named, all."""
        return lambda rows: rows.filter(state__in=states) if states else rows

    def narrowed(self, view: View) -> Callable[[Any], Any]:
        """Return what a view of a floor above leaves of some rows."""
        return lambda rows: view.narrow(rows, self.actor, self.on)

    def scoped(self) -> Any:
        """Return the rows of the tab; a chosen state or month asks for its own."""
        asks_itself = self.query.get("state") or self.query.get("ends")
        return self.base() if asks_itself and self.tab.name in PRESETS else super().scoped()

    def tell(self, rows: Sequence[Row]) -> None:
        """Add to each row what the page says of it."""
        found = standings(rows, self.actor, self.on)
        notices = notice_words(rows, self.on)
        calendar = self.calendar(rows)
        for row in rows:
            left = (row["ends_on"] - self.on).days
            is_running = row["state"] in BLOCKING
            row |= {
                "url": address("contracts:contract", row["number"]),
                "ribbon": ribbon_of(row, calendar, self.on) if is_running else None,
                "left": left if is_running else None,
                "notice": notices.get(row["number"], ""),
                "is_late": is_running and left < 0,
                "is_near": is_running and 0 <= left <= RIBBON_SPAN.days,
                "mark": mark_in_list(row, found[row["pk"]], self.on),
                "cover": cover_in_words(found[row["pk"]]),
                "advice": found[row["pk"]].advice,
            }

    def calendar(self, rows: Sequence[Row]) -> Calendar | None:
        """Return the province's calendar for the rows that end soon or have ended lately."""
        on = self.on
        days = [row["ends_on"] for row in rows if abs(row["ends_on"] - on) <= RIBBON_SPAN]
        if not days:
            return None
        return calendar_for(None, min(*days, on) - 2 * RIBBON_SPAN, max(*days, on) + RIBBON_SPAN)


class Contracts(ListPage):
    """The page of contracts, with a strip of the months in which they end."""

    listed_class = ContractList
    template_name = "contracts/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page with its strip and what the role may do here."""
        sees_money = knows_money(self.actor)
        months = months_ahead(self.listed.base(), self.listed.on, tells_cover=sees_money)
        context = super().get_context_data(
            months=self.strip(months),
            may_draft=DRAFT.is_for(self.actor),
            may_import=IMPORT.is_for(self.actor),
            unconfirmed=self.unconfirmed(),
            sees_money=sees_money,
            **kwargs,
        )
        return context | {"between": self.between(*context["total"])}

    def between(self, total: int, is_exact: bool) -> str:
        """Return between whom the contracts are; nothing where a count came to its end."""
        if not total or not is_exact:
            return ""
        found = parties_of(self.listed.found())
        offices = ngettext("{n} office", "{n} offices", found.offices)
        agencies = ngettext("{n} agency", "{n} agencies", found.agencies)
        return _("between {offices} and {agencies}").format(
            offices=offices.format(n=group(found.offices)),
            agencies=agencies.format(n=group(found.agencies)),
        )

    def strip(self, months: Sequence[Month]) -> list[dict[str, Any]]:
        """Return the columns of the strip, their parts as heights."""
        most = max((month.total for month in months), default=0) or 1
        chosen = self.request.GET.get("ends", "")
        return [
            {
                "month": month,
                "parts": _heights(month, most),
                "url": "?" + self.listed.query_with(ends="" if month.key == chosen else month.key),
                "current": month.key == chosen,
            }
            for month in months
        ]

    def unconfirmed(self) -> int:
        """Return how many imported contracts wait for the manager's confirmation."""
        if not CONFIRM.is_for(self.actor):
            return 0
        return int(self.listed.base().unanswered().count())

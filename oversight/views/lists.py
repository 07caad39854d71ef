"""The list of termination reviews, by the agency's deadline."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from core.acts import why_not
from core.addresses import address
from core.markup import format_html
from core.persian import SortKey
from core.templatetags.ui.filters import code, jalali_near, jalali_short
from core.templatetags.ui.marks import mark
from lists import cells
from lists.columns import Act, Column, Request, Row, Tab
from lists.listed import Listed, amount_of
from lists.quick import OVERDUE
from lists.sorting import dated, days, path, ranks, words
from lists.views.pages import ListPage
from lists.waiting import NAME, waiting
from oversight import actions
from oversight.acts import reviews as acts
from oversight.facts.annulments import fallen_reviews
from oversight.facts.carrying_out import carrying_out_ribbons, late_to_carry_out
from oversight.facts.papers import answered_on_paper
from oversight.facts.windows import DECISION, OWN_SINCE
from oversight.forms.filters import ReviewFilter
from oversight.models import TerminationReview
from oversight.states import ANSWERED_IN, OPEN_REVIEWS, ReviewState
from oversight.views.marks import FALLEN, outcome_words, state_mark
from territory.models import Division
from workdays.facts import calendars_of, ribbon
from workdays.facts.stopped import stopped
from workdays.models.kinds import unit_of

AHEAD = timedelta(days=20)
UNTOLD = frozenset({Role.COUNTY_REP, Role.PLATFORM_ADMIN})  # `visible_to` leaves them none


def _state(row: Row) -> Any:
    if not row["outcome_label"]:
        return mark(row["mark"])
    return format_html('{}<span class="sub">{}</span>', mark(row["mark"]), row["outcome_label"])


def _due(row: Row) -> Any:
    if not row.get("ribbon"):
        return jalali_short(row["decision_due_on"])
    drawn = cells.ribbon(row["ribbon"])
    if not row["reminded_on"]:
        return drawn
    said = format_html("{} {}", _("agency reminded"), jalali_near(row["reminded_on"]))
    return format_html('{}<span class="sub t-warn">{}</span>', drawn, said)


def _agency(row: Row) -> Any:
    sub = code(row["contract__number"])
    return format_html('{}<span class="sub">{}</span>', row["agency__short_name"], sub)


def _several_offices(actor: Principal) -> bool:
    return not actor.office_ids


def _remind(asked: Request) -> Mapping[int, str]:
    return actions.remind_of_reviews(
        review_ids=asked.keys, actor=asked.actor, on=asked.on, at=asked.at
    )


def _blocked(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, str]:
    reviews = TerminationReview.objects.visible_to(actor).filter(pk__in=keys)
    found = {review.pk: why_not(acts.REMIND, review, actor, on) for review in reviews}
    return {key: blocked.message for key, blocked in found.items() if blocked}


REMIND = Act(
    name="remind",
    title=gettext_lazy("Remind the agencies"),
    icon="mail",
    permissions=acts.REMIND.permissions,
    perform=_remind,
    against=_blocked,
    help=gettext_lazy("Each agency reads the reminder in the review, once a day at most."),
    done=gettext_lazy("reminder sent to the agency"),
)


class ReviewList(Listed):
    """The reviews in scope, by the agency's deadline."""

    name = "reviews"
    route = "oversight:reviews"
    title = gettext_lazy("Termination reviews")
    search_label = gettext_lazy("number, office or contract")
    none_found = gettext_lazy("No review matches these filters")
    tab_key = "tab"
    has_decisions = True
    queryset = TerminationReview.objects.annotate(own_since=OWN_SINCE)
    filterset_class = ReviewFilter
    choice_models: ClassVar[dict[str, Any]] = {"agency": (Agency,), "county": (Division,)}
    chip_names = ("standing", "state", "agency", "county", "outcome")
    quick_sets: ClassVar[dict[str, Any]] = {OVERDUE: {"standing": "late"}}
    values = (
        "pk", "public_id", "number", "state", "opened_on", "decision_due_on", "own_since",
        "outcome", "office__code", "office__name", "agency__short_name", "agency__kind",
        "agency__seat__public_id", "county__public_id",
        "county__name", "contract__number", "statement_on", "decided_on", "reminded_on",
    )  # fmt: skip
    orders: ClassVar[dict[str, Any]] = {
        "due": ("decision_due_on", "id"),
        "-due": ("-decision_due_on", "-id"),
        "new": ("-opened_on", "-id"),
        "-new": ("opened_on", "id"),
        "number": ("number",),
        "-number": ("-number",),
    }
    order_titles: ClassVar[dict[str, Any]] = {
        "due": gettext_lazy("Nearest deadline"),
        "new": gettext_lazy("Newest first"),
    }
    acts = (REMIND,)
    columns = (
        Column(
            "number", gettext_lazy("number"), lambda row: cells.number_link(row, "number"),
            cells.text("number"), order="number", is_locked=True,
        ),
        Column(
            "office", gettext_lazy("office"), cells.office, cells.text("office__name"),
            is_locked=True, css="cell-main", by=words("office__name"),
        ),
        Column("agency", gettext_lazy("agency"), _agency, cells.text("agency__short_name"),
               css="cell-wide", by=words("agency__short_name")),
        Column(
            "state", gettext_lazy("state"), _state,
            lambda row: f"{row['mark']['text']} {row['outcome_label']}".strip(), css="cell-bare",
            by=ranks("state", ReviewState),
        ),
        Column(
            "due", gettext_lazy("agency acts until"), _due, cells.text("decision_due_on"),
            order="due", css="cell-end", day="decision_due_on",
        ),
        Column("opened", gettext_lazy("flagged on"), cells.day("opened_on"),
               cells.text("opened_on"), is_shown=False, by=dated("opened_on")),
        Column("decided", gettext_lazy("decided on"), cells.day("decided_on"),
               cells.text("decided_on"), is_shown=False, by=days("decided_on")),
        Column("county", gettext_lazy("county"), cells.value("county__name"),
               cells.text("county__name"), is_shown=False, by=words("county__name")),
        Column("code", gettext_lazy("office code"), lambda row: code(row["office__code"]),
               cells.text("office__code"), is_shown=False, by=path("office__code")),
        Column("contract", gettext_lazy("contract"), lambda row: code(row["contract__number"]),
               cells.text("contract__number"), is_shown=False, by=path("contract__number")),
        Column(
            "act", gettext_lazy("actions"),
            lambda row: cells.act(row, pgettext_lazy("act", "Open")), css="cell-act cell-off",
        ),
    )  # fmt: skip
    TABS: ClassVar[dict[str, tuple[Any, tuple[str, ...]]]] = {
        "open": (gettext_lazy("Open"), OPEN_REVIEWS),
        "escalated": (gettext_lazy("Escalated"), (ReviewState.ESCALATED,)),
        "decided": (gettext_lazy("Decided"), (ReviewState.DECIDED, ReviewState.CLOSED)),
        "all": (gettext_lazy("All"), ()),
    }

    def counted(self, number: str) -> str:
        """Return how many reviews there are, in words."""
        return ngettext("{number} review", "{number} reviews", amount_of(number)).format(
            number=number
        )

    def tabs(self) -> Sequence[Tab]:
        """Return the states as tabs, and what is past its deadline."""
        tabs = [
            Tab(name, label, self.in_states(states)) for name, (label, states) in self.TABS.items()
        ]
        mine = Tab(NAME, gettext_lazy("Waits for you"), self.waiting, is_counted=False)
        return [tabs[0], mine, Tab("late", gettext_lazy("Overdue"), self.overdue), *tabs[1:]]

    def waiting(self, rows: Any) -> Any:
        """Return the reviews that wait for an act of the reader."""
        return waiting(rows, self.actor, self.on)

    def in_states(self, states: Sequence[str]) -> Callable[[Any], Any]:
        """Return what keeps the reviews of some states; of none named, all."""
        return lambda rows: rows.filter(state__in=states) if states else rows

    def overdue(self, rows: Any) -> Any:
        """Return the reviews whose agency let its deadline pass."""
        undecided = Q(state__in=OPEN_REVIEWS, decision_due_on__lt=self.on)
        return rows.filter(undecided | Q(pk__in=late_to_carry_out(self.actor, self.on)))

    def choices(self, name: str) -> Sequence[tuple[Any, Any]] | None:
        """Return the agencies and counties."""
        if name == "agency":
            agencies = Agency.objects.filter(is_active=True).order_by("position", "pk")
            return list(agencies.values_list("code", "short_name"))
        if name == "county":
            counties = Division.objects.filter(level="county").order_by(SortKey("name"))
            return list(counties.values_list("public_id", "name"))
        return None

    def chips_shown(self) -> Sequence[str]:
        """Leave out the one agency that an agency is."""
        names = self.chip_names
        return [name for name in names if name != "agency" or not self.actor.is_agency]

    def address_of(self, row: Row) -> str:
        """Return the page of a review, which remembers the list from which it was opened."""
        return f"{address('oversight:review', row['number'])}?{self.asked}"

    def tell(self, rows: Sequence[Row]) -> None:
        """Add a mark, the address and, to an open one, its ribbon; the calendars in two queries."""
        running = [row for row in rows if row["state"] in OPEN_REVIEWS]
        if running:
            start = min(row["opened_on"] for row in running)
            end = max(self.on, *(row["decision_due_on"] for row in running)) + AHEAD
            places = {(row["agency__seat__public_id"], row["agency__kind"]) for row in running}
            calendars = calendars_of(places, start, end)
        silent = [
            row["pk"] for row in rows if row["state"] in ANSWERED_IN and row["statement_on"] is None
        ]
        on_paper = answered_on_paper(silent)
        fallen = fallen_reviews({row["public_id"]: row["outcome"] for row in rows})
        for row in rows:
            is_fallen = row["public_id"] in fallen
            answered = row["statement_on"] is not None or row["pk"] in on_paper
            row["mark"] = FALLEN if is_fallen else state_mark(row["state"], answered=answered)
            row["url"] = self.address_of(row)
            row["outcome_label"] = outcome_words(row["outcome"], is_fallen=is_fallen)
            row["ribbon"] = None
        still, unit = stopped([row["number"] for row in running], self.on), unit_of(DECISION)
        for row in running:
            calendar = calendars[row["agency__seat__public_id"], row["agency__kind"]]
            drawn = ribbon(row["own_since"], row["decision_due_on"], self.on, calendar, unit=unit)
            row["ribbon"] = drawn.stopped(still.get((row["number"], drawn.due_on)))
            row["is_late"] = drawn.late > 0 and not row["ribbon"].stopped_until
        self._tell_undone([row for row in rows if row["state"] == ReviewState.DECIDED])

    def _tell_undone(self, decided: Sequence[Row]) -> None:
        """Add to decided reviews the ribbon of what is not carried out yet."""
        undone = carrying_out_ribbons([row["pk"] for row in decided], self.actor, self.on)
        for row in decided:
            if drawn := undone.get(row["pk"]):
                row["ribbon"] = drawn
                row["is_late"] = drawn.late > 0 and not drawn.stopped_until


class Reviews(ListPage):
    """The page of the reviews."""

    listed_class = ReviewList
    template_name = "oversight/reviews.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say whether reviews are told to this role at all."""
        return super().get_context_data(is_told_none=self.actor.role in UNTOLD, **context)

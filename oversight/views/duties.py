"""The duties of agencies: the list, one duty with its ladder, and its refusal."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.principal import Principal, may
from accounts.roles import Permission
from agencies.models import Agency
from core.addresses import address
from core.clock import now, today
from core.markup import format_html
from core.papers.sending import hand_out
from core.periods import spans
from core.persian import SortKey, isolated
from core.templatetags.ui.filters import code
from core.templatetags.ui.marks import mark
from core.web import RecordPage, Scoped, act_links
from lists import cells
from lists.columns import Column, Row, Tab
from lists.listed import Listed, amount_of
from lists.quick import OVERDUE
from lists.sorting import days, ranks, text, words
from lists.views.pages import ListPage
from oversight import actions
from oversight.acts.duties import DUTIES, REFUSE_DUTY
from oversight.facts.duties import (
    BODY,
    COUNTED_IN,
    OWN_CLOCK,
    PART_CLOCKS,
    asked_of,
    clock_of,
    clock_of_kind,
    clock_url,
    ladder,
    matter_of,
    number_of,
    numbers_of,
    parts_of,
    place_of,
    rule_said,
    serve_until,
    subject_url,
)
from oversight.facts.papers import papers_of_duty
from oversight.facts.untold import waits_for_service
from oversight.forms.filters import DutyFilter
from oversight.models import Duty, DutyPaper
from oversight.models.duties import COMMITTEE
from oversight.states import OPEN_DUTIES, STEP_DAYS, DutyKind, DutyState
from oversight.views.marks import duty_mark
from territory.models import Division
from workdays.facts import calendars_of, ribbon
from workdays.facts.stopped import stopped
from workdays.models.kinds import unit_of

AHEAD = timedelta(days=40)


STEP_ON = Coalesce(
    "ended_on",
    Case(*(When(state=state, then=F(column)) for state, column in STEP_DAYS.items())),
    "starts_on",
)
NUMBER = Coalesce(
    "case__number", "review__number", "contract__number", Value(""), output_field=CharField()
)


def with_parts(rows: QuerySet[Duty]) -> QuerySet[Duty]:
    """Return duties with all that a page says of them."""
    return rows.select_related(
        "agency__seat",
        "office",
        "case__type",
        "case__county",
        "contract__county",
        "review__county",
        "flag",
    ).prefetch_related("flag__reviews")


def _asked(row: Row) -> Any:
    return format_html(
        '<a href="{}">{}</a><span class="sub">{} {}</span>',
        row["url"], row["kind_label"], code(row["number"]) if row["number"] else "",
        row["rule"],
    )  # fmt: skip


def _agency(row: Row) -> Any:
    return row["agency__short_name"] or COMMITTEE


def _records(rows: Sequence[Row]) -> list[str | UUID]:
    """Return of each duty the record whose deadline it runs by: its own, or a case or review."""
    parts: dict[tuple[str, int, date], UUID] = {}
    for kind in PART_CLOCKS:
        cases = [row["case_id"] for row in rows if row["kind"] == kind]
        found = parts_of(kind, cases) if cases else {}
        parts |= {(str(kind), case, due_on): subject for (case, due_on), subject in found.items()}

    def record_of(row: Row) -> str | UUID:
        if row["kind"] in OWN_CLOCK or not row["number"]:
            return row["public_id"]  # type: ignore[no-any-return]
        if row["kind"] == DutyKind.PAPER and row["case_id"] is None:
            return row["review__public_id"] or row["contract__public_id"]  # type: ignore[no-any-return]
        return parts.get((row["kind"], row["case_id"], row["due_on"])) or str(row["number"])

    return [record_of(row) for row in rows]


def _many_agencies(actor: Principal) -> bool:
    return not actor.is_agency


class DutyList(Listed):
    """The duties in scope, by the end of their period."""

    name = "duties"
    route = "oversight:duties"
    title = gettext_lazy("Agency duties")
    search_label = gettext_lazy("number or office")
    none_found = gettext_lazy("No duty matches these filters")
    tab_key = "tab"
    key = "public_id"
    queryset = Duty.objects.annotate(counted_in=COUNTED_IN, body=BODY)
    filterset_class = DutyFilter
    choice_models: ClassVar[dict[str, Any]] = {"agency": (Agency,), "county": (Division,)}
    chip_names = ("period", "standing", "state", "kind", "agency", "county")
    quick_sets: ClassVar[dict[str, Any]] = {OVERDUE: {"standing": "late"}}
    values = (
        "pk", "public_id", "kind", "state", "starts_on", "due_on", "ended_on", "reminded_on",
        "head_on", "deputy_on", "agenda_on", "agency__short_name", "body", "counted_in",
        "reopened_on",
        "office__name", "office__code", "office__county__name", "case_id", "case__number",
        "flag_id", "flag__code", "contract__number", "contract__public_id", "review__number",
        "review__public_id",
    )  # fmt: skip
    orders: ClassVar[dict[str, Any]] = {
        "old": ("starts_on", "id"),
        "-old": ("-starts_on", "-id"),
    }
    order_titles: ClassVar[dict[str, Any]] = {
        "old": gettext_lazy("Oldest first"),
        "-old": gettext_lazy("Newest first"),
    }
    columns = (
        Column(
            "asked", gettext_lazy("what is asked"), _asked, cells.text("kind_label"),
            is_locked=True, css="cell-main", by=ranks("kind", DutyKind),
        ),
        Column("office", gettext_lazy("office"), cells.office, cells.text("office__name"),
               css="cell-wide", by=words("office__name")),
        Column(
            "agency", gettext_lazy("agency"), _agency, lambda row: str(_agency(row)),
            css="cell-bare", by=words("agency__short_name"),
        ),
        Column("since", gettext_lazy("since"), cells.day("starts_on"), cells.text("starts_on"),
               order="old", css="cell-off", day="starts_on"),
        Column(
            "due", gettext_lazy("to be done until"),
            lambda row: cells.ribbon(row["ribbon"]) if row["ribbon"] else cells.day("due_on")(row),
            cells.text("due_on"), css="cell-end", by=days("due_on"),
        ),
        Column("state", gettext_lazy("state"), lambda row: mark(row["mark"]),
               lambda row: row["mark"]["text"], css="cell-bare", by=ranks("state", DutyState)),
        Column("step", gettext_lazy("on this step since"), cells.day("step_on"),
               cells.text("step_on"), css="cell-off", by=days(STEP_ON)),
        Column("county", gettext_lazy("county"), cells.value("office__county__name"),
               cells.text("office__county__name"), is_shown=False,
               by=words("office__county__name")),
        Column("number", gettext_lazy("case, review or contract"), cells.value("number"),
               cells.text("number"), is_shown=False, by=text(NUMBER)),
        Column(
            "act", gettext_lazy("actions"),
            lambda row: cells.act(row, pgettext_lazy("act", "Open")), css="cell-act",
        ),
    )  # fmt: skip
    TABS: ClassVar[dict[str, tuple[Any, tuple[str, ...]]]] = {
        "open": (gettext_lazy("Open"), OPEN_DUTIES),
        "head": (gettext_lazy("Before the head"), (DutyState.HEAD,)),
        "deputy": (gettext_lazy("Before the deputy"), (DutyState.DEPUTY,)),
        "agenda": (gettext_lazy("On the agenda"), (DutyState.AGENDA,)),
        "ended": (gettext_lazy("Ended"), DutyState.ended()),
        "all": (gettext_lazy("All"), ()),
    }

    def counted(self, number: str) -> str:
        """Return how many duties there are, in words."""
        return ngettext("{number} duty", "{number} duties", amount_of(number)).format(number=number)

    def called(self, row: Row) -> str:
        """Return what is asked, and in which case or review."""
        return f"{row['kind_label']} {isolated(row['number'])}"

    def tabs(self) -> Sequence[Tab]:
        """Return the steps as tabs, and what is past its period."""
        tabs = [
            Tab(name, label, self.in_states(states)) for name, (label, states) in self.TABS.items()
        ]
        return [tabs[0], Tab("late", gettext_lazy("Period over"), self.overdue), *tabs[1:]]

    def in_states(self, states: Sequence[str]) -> Callable[[Any], Any]:
        """Return what keeps the duties of some states; of none named, all."""
        return lambda rows: rows.filter(state__in=states) if states else rows

    def overdue(self, rows: Any) -> Any:
        """Return the open duties whose period is over."""
        return rows.filter(ended_on__isnull=True, due_on__lt=self.on)

    def choices(self, name: str) -> Sequence[tuple[Any, Any]] | None:
        """Return the periods as the desk calls them, the agencies and the counties."""
        if name == "period":
            return [(key, span.label) for key, span in spans(self.on).items()]
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
        return [name for name in names if name != "agency" or _many_agencies(self.actor)]

    def tell(self, rows: Sequence[Row]) -> None:
        """Add number, mark, address and ribbon; five queries whatever the number of rows."""
        flags = [row["flag_id"] for row in rows if row["flag_id"]]
        reviews = numbers_of(flags)
        running = [row for row in rows if row["state"] in OPEN_DUTIES and row["due_on"]]
        start = min((row["starts_on"] for row in running), default=self.on)
        end = max([self.on, *(row["due_on"] for row in running)]) + AHEAD
        places = {(row["counted_in"], row["body"]) for row in running}
        calendars = calendars_of(places, start, end)
        for row in rows:
            own = row["case__number"] or row["review__number"] or row["contract__number"]
            row["number"] = own or reviews.get(row["flag_id"], "")
            row["rule"] = rule_said(row["flag__code"]) if row["flag__code"] else ""
            row["kind_label"] = str(DutyKind(row["kind"]).label)
            row["mark"] = duty_mark(row["state"])
            row["url"] = address("oversight:duty", row["public_id"])
            column = STEP_DAYS.get(DutyState(row["state"]), "starts_on")
            row["step_on"] = row["ended_on"] or row[column]
            row["ribbon"] = None
        records = _records(running)
        still = stopped(records, self.on)
        for row, record in zip(running, records, strict=True):
            calendar = calendars[row["counted_in"], row["body"]]
            unit = unit_of(clock_of_kind(DutyKind(row["kind"])))
            begun = row["reopened_on"] or row["starts_on"]
            drawn = ribbon(begun, row["due_on"], self.on, calendar, unit=unit)
            row["ribbon"] = drawn.stopped(still.get((record, row["due_on"])))
            row["is_late"] = drawn.late > 0 and not row["ribbon"].stopped_until


class Duties(ListPage):
    """The page of the duties."""

    listed_class = DutyList
    template_name = "oversight/duties.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the list; the page says so to those whom no duty is told."""
        is_told = self.actor.is_province or self.actor.is_agency
        return super().get_context_data(is_told_none=not is_told, **context)


class DutyPage(RecordPage):
    """One duty: what the finding asks, how far up it has come, and how each day was computed."""

    queryset = with_parts(Duty.objects.all())
    slug_field = slug_kwarg = "public_id"
    template_name = "oversight/duty.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the duty with its ladder."""
        duty, on = self.object, today()
        clock, record = clock_of(duty)
        still = stopped([record], on) if duty.is_open else {}
        calendars = calendars_of(
            {place_of(duty)},
            duty.starts_on,
            max(on, duty.due_on or on, duty.ended_on or on) + AHEAD,
        )
        return super().get_context_data(
            crumbs=[*way_to(duty), {"label": duty.get_kind_display()}],
            mark=duty_mark(duty.state),
            number=number_of(duty),
            is_rule=duty.flag is not None and number_of(duty) == duty.flag.code,
            asked=asked_of(duty),
            serve_until=serve_until(duty),
            waits=waits_for_service(duty.flag) if duty.flag else "",
            matter=matter_of(duty),
            subject_url=subject_url(duty),
            clock_url=clock_url(duty),
            papers=papers_of_duty(duty, self.actor),
            steps=ladder(duty),
            ribbon=ribbon(
                duty.reopened_on or duty.starts_on,
                duty.due_on,
                on,
                calendars[place_of(duty)],
                duty.ended_on,
                unit=unit_of(clock),
            ).stopped(still.get((record, duty.due_on)))
            if duty.due_on and duty.due_on > duty.starts_on
            else None,
            # Who may refuse the step is who takes it, while the duty runs.
            may_act=duty.state in (REFUSE_DUTY.states or ())
            and REFUSE_DUTY.is_of(self.actor, duty, on),
            acts=act_links(
                DUTIES,
                duty,
                self.actor,
                on,
                url=lambda act: reverse(f"oversight:duty-{act.name}", args=[duty.public_id]),
            ),
            **kwargs,
        )


def way_to(duty: Duty) -> list[dict[str, Any]]:
    """Return the way from the duties through the agency to a duty."""
    return [
        {"label": _("Agency duties"), "url": reverse("oversight:duties")},
        {
            "label": duty.owner_name,
            "url": duty.agency.get_absolute_url() if duty.agency else "",
        },
    ]


class RefusalScan(Scoped):
    """The scan of one refusal. Opening it is recorded; the seal is compared each time."""

    queryset = DutyPaper.objects.select_related("duty")
    slug_field, slug_kwarg = "public_id", "paper"

    def rows(self) -> Any:
        """Return the documents of the duty of the address."""
        return super().rows().filter(duty__public_id=self.kwargs["public_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file; a role that reads no evidence finds nothing here."""
        if not may(self.actor, Permission.EVIDENCE_READ):
            raise Http404
        opened = actions.open_refusal(paper_id=self.get_record().pk, actor=self.actor, at=now())
        return hand_out(request, opened, opened.row.duty.get_absolute_url())

"""Reports and cases as lists: queues as tabs, filters as chips, marks, clocks and acts of a row."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy, ngettext

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from agencies.models import Agency
from core.addresses import address
from lists.columns import Row, Tab
from lists.listed import Listed, amount_of
from lists.quick import MINE, OVERDUE, UNASSIGNED
from territory.models import Division
from violations import facts
from violations.facts.sanctions import sanction_words
from violations.facts.told import OUTSIDE
from violations.facts.windows import objection_columns, verification_columns
from violations.forms.filters import CaseFilter, ReportFilter
from violations.models import Case, ViolationReport, ViolationType
from violations.states import CaseState
from violations.views.clocks import NOT_THE_OFFICES, NOT_TOLD, add_ribbons
from violations.views.columns import CASE_COLUMNS, CASE_VALUES, REPORT_COLUMNS, REPORT_VALUES
from violations.views.many import ASSIGN, REMIND
from violations.views.marks import (
    case_mark,
    contested_mark,
    outcome_mark,
    report_mark,
    unserved_result_mark,
)
from violations.views.queues import (
    CASES,
    MINE_TO_DO,
    REPORTS,
    WAITS_FOR_OFFICE,
    Queue,
    queue_named,
    queues_of,
)
from violations.views.row_acts import (
    act_of_case,
    add_filed,
    add_office_acts,
    add_own_reports,
    add_portal_notices,
    add_report_acts,
    add_services,
    add_turns,
)

# Filters by what a reader who does not know the parties is not told.
OF_PARTIES = ("severity", "agency", "agency_code")
UNCOUNTED = {"cases", "reports", "own", *MINE_TO_DO}
SEVERAL_STATES = {"cases", "reports", "mine", *MINE_TO_DO}


def without(query: QueryDict, names: Sequence[str]) -> QueryDict:
    """Return a query without some of its parameters."""
    kept = query.copy()
    for name in names:
        kept.pop(name, None)
    return kept


def tab_of(queue: Queue) -> Tab:
    """Return a queue as a tab of the list."""
    return Tab(
        queue.name,
        queue.label,
        is_counted=queue.name not in UNCOUNTED,
        empty=queue.empty,
    )


class FileList(Listed):
    """What both kinds share: the queues of the role as tabs, reports' and cases' side by side."""

    family = "violations"
    route = "violations:list"
    tab_key = "queue"
    search_label = gettext_lazy("number, office or type")
    none_found = gettext_lazy("No file matches these filters")
    choice_models: ClassVar[dict[str, Any]] = {
        "county": (Division,), "agency": (Agency,), "type": (ViolationType,),
    }  # fmt: skip
    chip_labels: ClassVar[dict[str, str]] = {"county": "name", "agency": "short_name"}
    order_titles: ClassVar[dict[str, Any]] = {
        "due": gettext_lazy("Nearest deadline"),
        "newest": gettext_lazy("Newest first"),
        "oldest": gettext_lazy("Oldest first"),
    }
    kind: ClassVar[str] = ""

    @property
    def queue(self) -> Queue:
        """Return the queue that the address names; where it names none, the first of this kind."""
        if "queue" in self.query:
            found = queue_named(self.actor, self.query.get("queue", ""))
        else:
            found = next((queue for queue in queues_of(self.actor) if self.fits(queue)), None)
        return found or (CASES if self.kind == "case" else REPORTS)

    def fits(self, queue: Queue) -> bool:
        """Tell whether a queue holds this kind of files."""
        return queue.kind == self.kind

    @property
    def tab(self) -> Tab:
        """Return the queue as a tab."""
        return tab_of(self.queue)

    def is_open(self) -> bool:
        """Tell whether the role has a queue of this kind here."""
        return any(map(self.fits, queues_of(self.actor))) and self.fits(self.queue)

    def again(self, query: str) -> Listed:
        """Return the list of the kind that the other query names."""
        asked = QueryDict(query)
        queue = queue_named(self.actor, asked.get("queue", ""))
        kind = ReportList if queue is not None and queue.is_report else CaseList
        return kind(actor=self.actor, query=asked, on=self.on)

    def tabs(self) -> Sequence[Tab]:
        """Return the role's queues."""
        return [tab_of(queue) for queue in queues_of(self.actor)]

    def base_of(self, tab: Tab) -> Any:
        """Return the rows of a queue in scope."""
        queue = queue_named(self.actor, tab.name)
        return queue.rows(self.actor, self.on) if queue else self.base().none()

    def get_orders(self) -> Mapping[str, Sequence[str]]:
        """Return the orders of the queue, the nearest deadline first where a clock runs."""
        own = self.queue.orders
        return {**own, **super().get_orders(), **own}

    def choices(self, name: str) -> Sequence[tuple[Any, Any]] | None:
        """Return the violation types in force."""
        if name != "type":
            return None
        found = ViolationType.objects.in_force(self.on).order_by("code", "pk")
        return list(found.values_list("code", "title"))

    def address_of(self, row: Row) -> str:
        """Return the page of a file, which remembers the queue from which it was opened."""
        return f"{address('violations:file', row['number'])}?{self.asked}"


class CaseList(FileList):
    """A queue of cases."""

    quick_sets: ClassVar[dict[str, Any]] = {
        MINE: {"owner": "me"}, UNASSIGNED: {"owner": "none"}, OVERDUE: {"standing": "late"},
    }  # fmt: skip

    name = "cases"
    kind = "case"
    has_decisions = True
    title = gettext_lazy("Cases")
    queryset = Case.objects.all()
    filterset_class = CaseFilter
    columns = CASE_COLUMNS
    values = CASE_VALUES
    acts = (ASSIGN, REMIND)

    def __init__(self, *, actor: Principal, query: QueryDict, on: date) -> None:
        """Pass by the filters that would tell the actor what the rows do not."""
        asked = query if facts.knows_parties(actor) else without(query, OF_PARTIES)
        super().__init__(actor=actor, query=asked, on=on)

    def base(self) -> Any:
        """Return the cases in scope; each tells whether its outcome may be known."""
        return super().base().annotate(**self._asked_of_each())

    def base_of(self, tab: Tab) -> Any:
        """Return the rows of a queue; of cases each tells whether its outcome may be known."""
        rows = super().base_of(tab)
        is_case = rows.model is Case
        return rows.annotate(**self._asked_of_each()) if is_case else rows

    def _asked_of_each(self) -> dict[str, Any]:
        told = {"is_told": facts.told_to(self.actor)}
        return told | verification_columns() | objection_columns()

    def placed(self) -> Any:
        """Add to the cases in scope what an office's own list orders by."""
        return super().placed().annotate(waits=WAITS_FOR_OFFICE)

    def counted(self, number: str) -> str:
        """Return how many cases there are, in words."""
        return ngettext("{number} case", "{number} cases", amount_of(number)).format(number=number)

    @property
    def knows_hands(self) -> bool:
        """Tell whether the role knows who handles a case."""
        return bool(self.actor.is_agency or self.actor.is_province)

    def quicks_shown(self) -> Mapping[str, Mapping[str, str]]:
        """Leave out in whose hands a case is where the role does not know it."""
        if self.knows_hands:
            return self.quick_sets
        return {OVERDUE: self.quick_sets[OVERDUE]}

    def chips_shown(self) -> Sequence[str]:
        """Leave out what the queue says already and what the role does not know."""
        is_all, actor = self.queue.name == "cases", self.actor
        knows_hands = self.knows_hands
        wanted = (
            ("county", True),
            ("type", True),
            ("severity", facts.knows_parties(actor)),
            ("state", self.queue.name in SEVERAL_STATES),
            ("standing", is_all),
            ("owner", knows_hands),
            ("sanction", actor.role not in OUTSIDE),
            ("track", not actor.is_agency),
            ("agency", actor.is_province),
        )
        return [name for name, is_wanted in wanted if is_wanted]

    def tell(self, rows: Sequence[Row]) -> None:
        """Add marks, the running clock and what can be done; a fixed number of queries."""
        add_turns(rows, self.actor, self.on)
        add_portal_notices(rows, self.actor)
        add_services(rows, self.actor)
        add_own_reports(rows, self.actor)
        for row in rows:
            facts.withhold(row)
            final = row["state"] in {CaseState.FINAL, CaseState.CLOSED}
            row["url"] = self.address_of(row)
            is_unserved = final and self.actor.role is Role.OPERATOR and not row["outcome"]
            row["mark"] = (
                contested_mark() if row["is_contested"]
                else unserved_result_mark() if is_unserved
                else case_mark(row["state"], is_served=row["appeal_due_on"] is not None)
            )  # fmt: skip
            row["outcome_mark"] = outcome_mark(row["outcome"], final=final)
            row["sanction_words"] = sanction_words(row["sanction"], row["sanction_days"])
            row["day"] = row["opened_on"]
            row["act"] = act_of_case(row, self.actor, self.queue.name, self.on)
            if self.actor.role is Role.OPERATOR:
                row.update(NOT_THE_OFFICES)
            elif not facts.knows_parties(self.actor):
                row.update(NOT_TOLD)
        if self.actor.role is Role.OPERATOR:
            add_office_acts(rows, self.actor, self.on)
        add_ribbons(rows, self.on)
        add_filed(rows, self.actor)
        for row in rows:
            ended = {CaseState.OPENED, CaseState.FINAL, CaseState.CLOSED}
            row["is_due"] = bool(row["act"]) and (row["state"] not in ended or row["is_contested"])


class ReportList(FileList):
    """A queue of reports."""

    quick_sets: ClassVar[dict[str, Any]] = {
        MINE: {"owner": "me"}, OVERDUE: {"standing": "late"},
    }  # fmt: skip

    name = "reports"
    kind = "report"
    title = gettext_lazy("Reports")
    queryset = ViolationReport.objects.all()
    filterset_class = ReportFilter
    columns = REPORT_COLUMNS
    values = REPORT_VALUES

    def quicks_shown(self) -> Mapping[str, Mapping[str, str]]:
        """Leave out one's own reports for those who file none."""
        if may(self.actor, Permission.REPORT_FILE):
            return self.quick_sets
        return {OVERDUE: self.quick_sets[OVERDUE]}

    def counted(self, number: str) -> str:
        """Return how many reports there are, in words."""
        return ngettext("{number} report", "{number} reports", amount_of(number)).format(
            number=number
        )

    def chips_shown(self) -> Sequence[str]:
        """Leave out what the queue says already and what the role does not know."""
        wanted = (
            ("county", True),
            ("type", True),
            ("severity", True),
            ("state", self.queue.name in SEVERAL_STATES),
            ("standing", True),
            ("agency", self.actor.is_province),
        )
        return [name for name, is_wanted in wanted if is_wanted]

    def tell(self, rows: Sequence[Row]) -> None:
        """Add marks, the running clock and what can be done; at most three queries."""
        for row in rows:
            row["url"] = self.address_of(row)
            row["severity"] = row["type__severity"]
            row["is_late_report"] = row["is_late"]
            row["mark"] = report_mark(row["state"])
            row["outcome_mark"] = None
            row["day"] = row["submitted_on"]
        add_report_acts(rows, self.actor, self.on)
        add_ribbons(rows, self.on)
        for row in rows:
            row["is_due"] = bool(row["act"])


def list_of(actor: Principal, query: QueryDict, on: date) -> FileList | None:
    """Return the list that a query names, as the actor asks for it; None without violations."""
    queue = queue_named(actor, query.get("queue", ""))
    if queue is None:
        return None
    kind = ReportList if queue.is_report else CaseList
    return kind(actor=actor, query=query, on=on)

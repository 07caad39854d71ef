"""The stories of the sample data, linked from the desk; none without sample data."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from contracts.models import Contract
from contracts.states import ContractState
from dashboard.demo import plot
from offices.models import Office
from oversight.models import TerminationReview
from violations.models import Case, ViolationReport
from violations.states import Outcome
from workdays.models import KeptDeadline


@dataclass(frozen=True)
class Story:
    """One story: its title, what it shows, and where it begins."""

    number: int
    title: str
    note: str
    url: str


# The rows among which a story's record is, for a principal who may see it.
Find = Callable[[Principal, str], QuerySet[Any]]


@dataclass(frozen=True)
class _Told:
    number: int
    code: str
    title: object
    note: object
    find: Find


# An id that holds the place of a record's own in an address.
NOTHING = "00000000-0000-0000-0000-000000000000"
ROUTES = {
    Office: ("offices:office", "code"),
    Case: ("violations:file", "number"),
    ViolationReport: ("violations:file", "number"),
    TerminationReview: ("oversight:review", "number"),
    Contract: ("contracts:contract", "number"),
}


def _office(principal: Principal, code: str) -> QuerySet[Any]:
    return Office.objects.visible_to(principal).filter(code=code)


def _case(type_code: str, **narrowed: object) -> Find:
    def find(principal: Principal, code: str) -> QuerySet[Any]:
        cases = Case.objects.visible_to(principal)
        return cases.filter(office__code=code, type__code=type_code, **narrowed)

    return find


def _review(agency: str = "") -> Find:
    def find(principal: Principal, code: str) -> QuerySet[Any]:
        reviews = TerminationReview.objects.visible_to(principal).filter(office__code=code)
        return reviews.filter(agency__code=agency) if agency else reviews

    return find


def _report(principal: Principal, code: str) -> QuerySet[Any]:
    return ViolationReport.objects.visible_to(principal).filter(office__code=code)


def _contract(agency: str, *states: ContractState) -> Find:
    def find(principal: Principal, code: str) -> QuerySet[Any]:
        contracts = Contract.objects.visible_to(principal).filter(
            office__code=code, agency__code=agency
        )
        return contracts.filter(state__in=states) if states else contracts

    return find


def _defence(type_code: str) -> Find:
    """Return the way to the computation of a defence deadline that rolled over days off."""
    cases = _case(type_code)

    def find(principal: Principal, code: str) -> QuerySet[Any]:
        return KeptDeadline.objects.visible_to(principal).filter(
            clock="case.defence", subject_id__in=cases(principal, code).values("public_id")
        )

    return find


C = ContractState
STORIES = (
    _Told(1, plot.CLEAN, _("A clean office"), _("Rank one, no points, nothing open."), _office),
    _Told(
        2, plot.OVERCHARGER, _("Three times above the tariff"),
        _("At two agencies: two rules flag the office, and gas has not decided yet."),
        _review("gaz"),
    ),
    _Told(
        3, plot.OTHER_ADDRESS, _("Serving at another address"),
        _("A critical violation that puts the licence at stake the first time."), _case("V06"),
    ),
    _Told(
        4, plot.SILENT, _("An agency that keeps silent"),
        _("Proven, and untouched for 22 working days: it goes to the deputy."), _review("bargh"),
    ),
    _Told(
        5, plot.UNJUST, _("A report that was not true"),
        _("Not proven after the defence: the report stays, no points."),
        _case("V11", outcome=Outcome.NOT_PROVEN),
    ),
    _Told(
        6, plot.OVERTURNED, _("A decision that was annulled"),
        _("Points are reversed, flags and review superseded, the later case counted again."),
        _review("gaz"),
    ),
    _Told(
        7, plot.RENEWAL_BLOCKED, _("A renewal that is blocked"),
        _("84 days to expiry, and a case that is not resolved."), _office,
    ),
    _Told(
        8, plot.ABOVE_QUOTA, _("Above the share of its rank"),
        _("Rank two, and more than 70 percent of the services, by exception."), _office,
    ),
    _Told(
        9, plot.NEW_HOLDER, _("A new holder"),
        _("Old violations are shown; the count of occurrences starts anew."), _case("V18"),
    ),
    _Told(
        10, plot.DUPLICATES, _("Three reports, one case"),
        _("From a clerk, a complaint and an inspection."), _case("V20"),
    ),
    _Told(
        11, plot.HOLIDAY, _("A deadline over a holiday"),
        _("The last day was a holiday; the page shows each step."), _defence("V11"),
    ),
    _Told(
        12, plot.DIRTY_TEXT, _("A text with foreign letters"),
        _("Pasted with Arabic letters and mixed digits, and still found."), _report,
    ),
    _Told(
        13, plot.WITH_PERMIT, _("Closed with a permit"),
        _("A rural office that asked before it closed."), _office,
    ),
    _Told(
        13, plot.WITHOUT_PERMIT, _("Closed without a permit"),
        _("A rural office that just closed: proven, and inactive."), _office,
    ),
    _Told(
        14, plot.GUARANTEE, _("A guarantee that runs out"),
        _("Twelve days left: watched, not yet flagged."), _contract("gaz"),
    ),
    _Told(
        17, plot.NEXT_REPORT, _("One report from a review"),
        _("The next major case at gas opens a termination review: tell it yourself."), _office,
    ),
    _Told(
        18, plot.UNDER_NOTICE, _("Under termination notice"),
        _("Reviewed, decided and served; the days are running."),
        _contract("gaz", C.TERMINATION_NOTICE),
    ),
    _Told(
        19, plot.TERMINATED, _("A terminated contract"),
        _("The whole way, from the report to the end."),
        _contract("gaz", C.TERMINATED, C.SETTLED),
    ),
)  # fmt: skip


def stories(principal: Principal) -> list[Story]:
    """Return the stories whose records the principal may see; one query."""
    if not settings.DEMO:
        return []
    first, *others = [
        _last(index, told.find(principal, told.code)) for index, told in enumerate(STORIES)
    ]
    found = dict(first.union(*others, all=True))
    return [
        Story(told.number, str(told.title), str(told.note), found[index])
        for index, told in enumerate(STORIES)
        if index in found
    ]


def _last(index: int, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the story's place in the list, and the address of its latest record."""
    column: Any
    if rows.model is KeptDeadline:
        before = reverse("workdays:deadline", args=["case.defence", NOTHING]).removesuffix(NOTHING)
        column, after = Cast(F("subject_id"), CharField()), ""
    else:
        route, name = ROUTES[rows.model]
        before, after = reverse(route, args=["-"]).rsplit("-", 1)
        column = F(name)
    address = Concat(Value(before), column, Value(after), output_field=CharField())
    return rows.order_by("-pk").values_list(Value(index), address)[:1]

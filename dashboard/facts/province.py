"""The strip of a desk: numbers with a verb, each the length of the list that it leads to."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from contracts.models import Contract, Guarantee
from contracts.states import ContractState
from core.persian import persian_digits
from dashboard.facts.counties import county_parts
from dashboard.facts.county import office_parts
from dashboard.facts.ended import ended_part
from dashboard.facts.figures import Figure, counted, of, read, total
from dashboard.facts.league import league_part
from dashboard.facts.scope import Scope
from dashboard.facts.trend import stage_parts, trend_parts
from offices.models import Licence, Office
from offices.states import LicenceState
from oversight.facts.flagged import flagged
from oversight.models import TerminationReview
from violations.facts import awaiting
from violations.facts.told import OUTSIDE
from violations.models import Case, ViolationReport
from violations.states import COUNTED, OBJECTED, TO_DECIDE, CaseState, ReportState, Track

ENDING_DAYS = 30
# Where a late case stands, as its row of the list says.
_LATE_AS = Choice(
    When(OBJECTED, then=Value("objected")),
    When(state__in=TO_DECIDE, then=Value("decide")),
    When(state__in=COUNTED, then=Value("final")),
    default=Value("serve"),
)
COMPARED_DAYS = 30  # how far back a number is compared with what it was
RENEWAL_DAYS = 90


@dataclass(frozen=True)
class Tile:
    """
    One number of the strip, and the list that holds exactly what it counts.

    `name` is its code outside; `late` is how many of them are past their deadline, where it says.
    """

    label: str
    value: int
    unit: str
    note: str
    tone: str
    url: str
    act: str
    name: str
    late: int | None = None


def figures_of(principal: Principal, scope: Scope, on: date) -> list[Figure]:
    """Return everything that the desk counts; one query."""
    return read(
        [
            *_waiting_parts(principal, scope, on),
            *trend_parts(principal, scope),
            *stage_parts(principal, scope),
            *county_parts(principal),
            league_part(principal, on, scope),
            ended_part(principal, scope.span, scope.county),
        ]
    )


def _waiting_parts(principal: Principal, scope: Scope, on: date) -> list[QuerySet[Any]]:
    reviews = scope.within(TerminationReview.objects.visible_to(principal).open(), "office__county")
    triage = scope.within(_to_triage(principal))
    ending = ending_soon(Contract.objects.visible_to(principal), principal, on)
    licences = _licences_ending(principal, on)
    outside = principal.role in OUTSIDE
    late = scope.within(Case.objects.visible_to(principal).overdue(on, outside=outside))
    parts = [
        counted("reviews", reviews, parts=(Count("pk", filter=Q(decision_due_on__lt=on)),)),
        counted("triage", triage, parts=(Count("pk", filter=Q(triage_due_on__lt=on)),)),
        counted("contracts", scope.within(ending), parts=(_bare(on),)),
        counted("licences", scope.within(licences, "office__county"), parts=(_not_asked(),)),
        counted("late", late, key=_LATE_AS),
    ]
    if principal.role is Role.COUNTY_REP:
        parts += office_parts(principal, licences, on)
    if principal.is_province:  # whose sight of a case hangs on nothing that comes later
        then = Case.objects.visible_to(principal).open_on(on - timedelta(days=COMPARED_DAYS))
        parts.append(counted("open_then", scope.within(then)))
        marked = flagged(Office.objects.all(), principal, on)
        parts.append(counted("flagged", scope.within(marked)))
    if principal.role is Role.SECRETARIAT:
        judged = awaiting.judgments(principal, Case.objects.visible_to(principal), on)
        parts.append(counted("judgments", scope.within(judged)))
    return parts


def _licences_ending(principal: Principal, on: date) -> QuerySet[Licence]:
    licences = Licence.objects.visible_to(principal).current()
    licences = licences.filter(expires_on__range=(on, on + timedelta(days=RENEWAL_DAYS)))
    if principal.role is Role.COUNTY_REP:  # the register is public, his list begins in his county
        return licences.filter(office__county__public_id__in=principal.county_ids)
    return licences


def _not_asked() -> Count:
    """Count the licences whose renewal nobody has asked for."""
    return Count("pk", filter=~Q(state=LicenceState.RENEWAL_REQUESTED))


def _bare(on: date) -> Count:
    """Count the contracts without the guarantee that their agency asks for."""
    held = Guarantee.objects.filter(contract=OuterRef("pk")).held_on(on)
    return Count("pk", filter=Q(~Exists(held), agency__requires_guarantee=True))


def _to_triage(principal: Principal) -> QuerySet[ViolationReport]:
    """Return the reports of the list's queue: the secretariat's holds its own track."""
    reports = ViolationReport.objects.visible_to(principal).filter(state=ReportState.SUBMITTED)
    if may(principal, Permission.REPORT_TRIAGE_LICENCE):
        return reports.filter(type__track__in=[Track.LICENCE, "both"])
    return reports


def ending_soon(rows: QuerySet[Contract], principal: Principal, on: date) -> QuerySet[Contract]:
    """Return the running contracts that end within thirty days."""
    return rows.filter(
        state__in=[ContractState.ACTIVE, ContractState.SUSPENDED],
        ends_on__range=(on, on + timedelta(days=ENDING_DAYS)),
    )


def tiles(figures: list[Figure], scope: Scope, principal: Principal) -> list[Tile]:
    """Return the strip of the province's desk; the secretariat's ends in a tile of its own."""
    reviews, triage = total(figures, "reviews"), total(figures, "triage")
    contracts = total(figures, "contracts")
    files, address = reverse("violations:list"), scope.address
    return [
        Tile(
            _("Termination reviews under way"), reviews.count, _("reviews"), _late(reviews),
            "danger" if reviews.part else "",
            address(reverse("oversight:reviews"), by_id=True, tab="open"),
            _("Follow up"), "reviews", reviews.part,
        ),
        Tile(
            _("Reports not examined yet"), triage.count, _("reports"), _late(triage),
            "danger" if triage.part else "", address(files, queue="triage"), _("See the queue"),
            "triage", triage.part,
        ),
        *case_tiles(figures, scope, principal),
        flagged_tile(figures, scope),
        Tile(
            _("Contracts ending in 30 days"), contracts.count, _("contracts"),
            _said(_("{count} without a guarantee"), contracts.part), "warn",
            address(reverse("contracts:list"), by_id=True, view="ending"),
            _("Follow the renewal"), "contracts_ending",
        ),
        licence_tile(figures, scope),
        *([judgment_tile(figures, scope)] if principal.role is Role.SECRETARIAT else []),
    ]  # fmt: skip


def judgment_tile(figures: list[Figure], scope: Scope) -> Tile:
    """Return the cases of which nobody but the secretariat may record a court's judgment."""
    return Tile(
        _("Judgments that you record"), total(figures, "judgments").count, _("cases"),
        _("should a court annul, reduce or send back a decision"), "",
        scope.address(reverse("violations:list"), queue="judgment"), _("See the queue"),
        "judgments",
    )  # fmt: skip


def case_tiles(figures: list[Figure], scope: Scope, principal: Principal) -> list[Tile]:
    """Return the open cases, and those past a deadline."""
    reminds = may(principal, Permission.CASE_REMIND)
    stages = {figure.key: figure.count for figure in of(figures, "stages")}
    late, files = of(figures, "late"), reverse("violations:list")
    count, parts = sum(figure.count for figure in late), {one.key: one.count for one in late}
    heard = _("{count} in the defence window").format(
        count=persian_digits(stages.get(CaseState.NOTIFIED, 0))
    )
    changed = _changed(sum(stages.values()), total(figures, "open_then").count)
    return [
        Tile(
            _("Open cases"), sum(stages.values()), _("cases"),
            " · ".join(filter(None, (heard, changed))),
            "", scope.address(files, queue="cases", standing="open"), _("See the queue"),
            "open_cases",
        ),
        Tile(
            _("Cases past a deadline"), count, _("cases"),
            " · ".join(_said(text, parts[key]) for key, text in _late_parts() if key in parts),
            "danger" if count else "ok",
            scope.address(files, queue="cases", standing="late"),
            _("Remind") if reminds else _("See the queue"), "late_cases",
        ),
    ]  # fmt: skip


def _late_parts() -> tuple[tuple[str, str], ...]:
    """Return the parts of the late cases in words, as their list marks them."""
    return (
        ("decide", _("{count} to be decided")),
        ("serve", _("{count} to be served")),
        ("objected", _("{count} under objection")),
        ("final", _("{count} final")),
    )


def flagged_tile(figures: list[Figure], scope: Scope) -> Tile:
    """Return the offices that are to be reviewed or watched by the policy."""
    return Tile(
        _("Offices to be reviewed or watched"), total(figures, "flagged").count, _("offices"),
        _("by the rules of the policy"), "warn",
        scope.address(
            reverse("offices:list"), by_id=True, view="flagged", sort="-flags"
        ),
        _("See the offices"), "offices_flagged",
    )  # fmt: skip


def licence_tile(figures: list[Figure], scope: Scope) -> Tile:
    """Return the licences that end soon."""
    licences = total(figures, "licences")
    return Tile(
        _("Licences ending in 90 days"), licences.count, _("licences"),
        _said(_("renewal of {count} not asked for"), licences.part), "warn",
        scope.address(reverse("offices:list"), by_id=True, licence="expiring"),
        _("See the offices"), "licences_ending",
    )  # fmt: skip


def _changed(count: int, then: int) -> str:
    """Say how a number stands to what it was; nothing where there was nothing to compare with."""
    if not then:
        return ""
    texts = {
        1: _("{count} more than {days} days ago"),
        -1: _("{count} fewer than {days} days ago"),
        0: _("as many as {days} days ago"),
    }
    text = texts[(count > then) - (count < then)]
    return text.format(count=persian_digits(abs(count - then)), days=persian_digits(COMPARED_DAYS))


def _late(figure: Figure) -> str:
    return _said(_("{count} late"), figure.part)


def _said(text: str, count: int) -> str:
    """Say a number in words; nothing where there is none."""
    return text.format(count=persian_digits(count)) if count else ""

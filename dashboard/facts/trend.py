"""How many were filed, decided and proven, and where the open cases are."""

from bisect import bisect_right
from datetime import date
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import Greatest, TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.principal import Principal
from accounts.roles import Role
from core.clock import TEHRAN
from core.periods import Span
from core.persian import persian_digits
from core.svg.data import Series, Stage, Stages, Trend
from dashboard.facts.figures import Figure, counted, of
from dashboard.facts.scope import Scope
from oversight.models import PolicyVersion
from oversight.states import PolicyState
from violations.models import Case, ViolationReport
from violations.states import TO_DECIDE, CaseState, Outcome

# They read cases of others, but reports of their own hand alone.
OPENED = (Role.COUNTY_REP,)
STAGE_CODES = (
    "to_serve", "in_defence", "to_decide", "decision_to_serve", "appeal_window", "in_appeal"
)  # fmt: skip
# A decision that was not served is in nobody's objection window: a stage of its own.
UNSERVED = "unserved"
STAGES = (
    (gettext_lazy("to be served"), (CaseState.OPENED,)),
    (gettext_lazy("in defence"), (CaseState.NOTIFIED,)),
    (gettext_lazy("to be decided"), TO_DECIDE),
    (gettext_lazy("decided, not served yet"), (UNSERVED,)),
    (gettext_lazy("objection window"), (CaseState.DECIDED,)),
    (gettext_lazy("under objection"), (CaseState.APPEALED,)),
)


def trend_parts(principal: Principal, scope: Scope) -> list[QuerySet[Any]]:
    """
    Return what the trend counts, by day, and the policies that began.

    Who sees the cases of others but not their reports counts the cases that were opened.
    """
    days = (scope.span.first, scope.span.last)
    reports = scope.within(ViolationReport.objects.visible_to(principal))
    filed = counted("filed", reports.filter(submitted_on__range=days), day=F("submitted_on"))
    if principal.role in OPENED:
        cases = scope.within(Case.objects.visible_to(principal)).filter(opened_on__range=days)
        filed = counted("filed", cases, day=F("opened_on"))
    decided = scope.within(Case.objects.visible_to(principal)).filter(decided_on__range=days)
    proven = Count("pk", filter=Q(outcome=Outcome.PROVEN))
    policies = PolicyVersion.objects.visible_to(principal).filter(
        state=PolicyState.APPROVED, valid_from__range=days
    )
    return [
        filed,
        counted("decided", decided, day=F("decided_on"), parts=(proven,)),
        counted("policies", policies, key=F("number"), day=F("valid_from")),
    ]


def trend(figures: list[Figure], scope: Scope, principal: Principal) -> Trend:
    """Return reports filed, cases decided and cases proven in each part of the period."""
    is_opened = principal.role in OPENED
    bins = scope.bins()
    filed = _by_bin({figure.day: figure.count for figure in of(figures, "filed")}, bins)
    decided = of(figures, "decided")
    handled = _by_bin({figure.day: figure.count for figure in decided}, bins)
    proven = _by_bin({figure.day: figure.part for figure in decided}, bins)
    marks = [
        (_bin_of(figure.day, bins), _("policy {number}").format(number=persian_digits(figure.key)))
        for figure in of(figures, "policies")
        if figure.day
    ]
    return Trend(
        summary=(
            _(
                "In this period {filed} cases were opened, {handled} decided and {proven} "
                "violations proven."
            )
            if is_opened
            else _(
                "In this period {filed} reports were filed, {handled} cases decided and {proven} "
                "violations proven."
            )
        ).format(
            filed=persian_digits(sum(filed)),
            handled=persian_digits(sum(handled)),
            proven=persian_digits(sum(proven)),
        ),
        labels=[span.label for span in bins],
        lines=[
            Series(_("opened") if is_opened else _("filed"), filed),
            Series(_("decided"), handled),
        ],
        bars=Series(_("proven"), proven),
        marks=marks,
    )


def _bin_of(day: date, bins: list[Span]) -> int:
    """Return the place of the bin that a day lies in; the first for a day before all."""
    return max(0, bisect_right([span.first for span in bins], day) - 1)


def _by_bin(days: dict[date | None, int], bins: list[Span]) -> list[int]:
    """Return the sums of the days of each bin."""
    sums = [0] * len(bins)
    for day, count in days.items():
        if day:
            sums[_bin_of(day, bins)] += count
    return sums


def stage_parts(principal: Principal, scope: Scope) -> list[QuerySet[Any]]:
    """Return the open cases by stage, with since when the oldest has been in it."""
    since = Choice(
        When(state=CaseState.OPENED, then=F("opened_on")),
        When(state__in=[CaseState.DECIDED, CaseState.APPEALED], then=F("decided_on")),
        default=Greatest("served_on", TruncDate("sent_back_at", tzinfo=TEHRAN)),
    )
    cases = scope.within(Case.objects.visible_to(principal).open())
    stage = Choice(
        When(state=CaseState.DECIDED, appeal_due_on__isnull=True, then=Value(UNSERVED)),
        default=F("state"),
    )
    return [counted("stages", cases, key=stage, oldest=Min(since))]


def stages(figures: list[Figure], on: date) -> Stages:
    """Return where the open cases stand; the stage of the oldest one is the one that is stuck."""
    found = {figure.key: figure for figure in of(figures, "stages")}
    shown = []
    for label, states in STAGES:
        hits = [found[state] for state in states if state in found]
        began = [figure.day for figure in hits if figure.day]
        oldest = (on - min(began)).days if began else 0
        shown.append(Stage(str(label), sum(figure.count for figure in hits), oldest))
    stuck = max(shown, key=lambda stage: stage.oldest)
    is_stuck = stuck.count > 0 and stuck.oldest > 0
    summary = ""
    if is_stuck:
        summary = ngettext(
            "Longest in one step: {days} day, in «{stage}».",
            "Longest in one step: {days} days, in «{stage}».",
            stuck.oldest,
        ).format(days=persian_digits(stuck.oldest), stage=stuck.label)
    return Stages(
        summary=summary,
        stages=[
            Stage(stage.label, stage.count, stage.oldest, late=stage is stuck and is_stuck)
            for stage in shown
        ],
    )

"""Licences, offices and days of the calendar that wait for somebody."""

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateField,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    Min,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from accounts.persons import accounts_of
from accounts.principal import Principal
from accounts.roles import Role
from dashboard.facts.waiting.shapes import Kind, Section, Waiting, Waits
from offices.acts import licences, offices
from offices.facts.licences import unlicensed
from offices.models import Licence, Office
from offices.states import JOINING, LicenceState, OfficeState
from workdays import acts as days
from workdays.models import CalendarDay, DeadlineRule
from workdays.rules import Unit

OFFICES, OFFICE = Section.OFFICES, "offices:office"
KINDS = {
    "renewal": Kind(
        OFFICES, "licence", _("Enter the renewed licence"), (licences.ENTER_RENEWED,), OFFICE,
        see=_("See the office"), unit=Unit.DAY,
    ),
    "activate": Kind(
        OFFICES, "office", _("Activate the drafted office"), (offices.CHANGE_STATE,), OFFICE,
        see=_("Examine"),
    ),
    "unlicensed": Kind(
        OFFICES, "office", _("Decide on an office at work without a licence"),
        (offices.CHANGE_STATE,), OFFICE, see=_("See the office"),
    ),
    "confirm-membership": Kind(
        OFFICES, "agency", _("Answer the association's declaration of membership"),
        (offices.CONFIRM_MEMBERSHIP,), "offices:membership", see=_("Answer"),
    ),
    "ask-renewal": Kind(
        OFFICES, "licence", _("Ask for the renewal of the licence"), (licences.ASK_RENEWAL,),
        OFFICE, see=_("See the office"), unit=Unit.DAY,
    ),
    "confirm-days": Kind(
        Section.CALENDAR, "deadline", _("Confirm the estimated holidays"), (days.CONFIRM,),
        "workdays:this-year", see=_("See the calendar"),
    ),
}  # fmt: skip
RENEWAL_RULE = "renewal_request_before"
# An office is told of its licence's end this long before (design: DOMAIN C5).
TOLD_BEFORE = timedelta(days=180)
CONFIRMED_BEFORE = timedelta(days=60)


def waits(principal: Principal, on: date) -> Waits:
    """Yield what the register and the calendar ask of the principal."""
    seen = Licence.objects.visible_to(principal)
    if principal.role is Role.OPERATOR:
        yield _ending(seen.filter(office__in=Office.objects.own(principal)), on)
    elif licences.ENTER_RENEWED.is_for(principal):
        asked = seen.filter(state=LicenceState.RENEWAL_REQUESTED)
        yield _licence("renewal", asked, "state_since", "expires_on")
    if offices.CHANGE_STATE.is_for(principal):
        drafts = Office.objects.visible_to(principal).filter(state=OfficeState.DRAFT)
        yield _office("activate", drafts, "created_at")
        at_work = Office.objects.visible_to(principal).filter(unlicensed(on))
        yield _office("unlicensed", at_work, "updated_at")
    if offices.CONFIRM_MEMBERSHIP.is_for(principal):
        yield _office("confirm-membership", _declared(principal), "membership_declared_on")
    if days.CONFIRM.is_for(principal):
        yield _drafts(principal, on)


def _office(kind: str, rows: QuerySet[Office], since: str) -> Waiting:
    return Waiting(
        kind, rows, since, note="county__name", number="code", office="name", code="code"
    )  # fmt: skip


def _declared(principal: Principal) -> QuerySet[Office]:
    """Return the offices whose declared membership the principal's body confirms or declines."""
    seen = Office.objects.visible_to(principal)
    rows = seen.own(principal) if principal.role is Role.OPERATOR else seen
    others = ~Q(membership_declared_by__in=accounts_of(principal.user_id))
    return rows.filter(others, membership_declared_on__isnull=False, state__in=JOINING)


def _licence(kind: str, rows: QuerySet[Licence], since: str, due: Any) -> Waiting:
    return Waiting(
        kind, rows, since, due, note="number", record="office__", number="code", office="name",
        code="code", county="county__public_id",
    )  # fmt: skip


def _ending(rows: QuerySet[Licence], on: date) -> Waiting:
    """Return the licences whose renewal is to be asked for; the last day by its rule."""
    days = DeadlineRule.objects.in_force(on).filter(key=RENEWAL_RULE).values("value")[:1]
    last = ExpressionWrapper(F("expires_on") - Subquery(days, IntegerField()), DateField())
    ending = rows.filter(
        state__in=licences.ASK_RENEWAL.states or (),
        office__state=OfficeState.ACTIVE,
        expires_on__range=(on, on + TOLD_BEFORE),
    ).filter(GreaterThanOrEqual(last, on))
    return _licence("ask-renewal", ending, "issued_on", last)


def _drafts(principal: Principal, on: date) -> Waiting:
    """Return one row for the holidays ahead that are still estimates."""
    rows = (
        CalendarDay.objects.visible_to(principal)
        .filter(draft=True, date__range=(on, on + CONFIRMED_BEFORE))
        .order_by()
        .values("draft")
        .annotate(how_many=Count("pk"), first=Min("date"), since=Max("created_at"))
    )
    return Waiting(
        "confirm-days", rows, "since", "first", note=None, number="how_many",
        office=Value(""), code=Value(""), county=None,
        key="first",
    )  # fmt: skip

"""What an agency decided in a review and has not carried out; notices that have run out."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.models import Contract
from contracts.states import ContractState
from oversight.facts.duties import place_of
from oversight.facts.windows import Clock
from oversight.models import Duty, DutyQuerySet, TerminationReview
from oversight.states import CARRIED, DutyKind, DutyState
from workdays.facts import Ribbon, calendars_of, ribbon
from workdays.facts.stopped import stopped

CARRYING_OUT = "review.carrying_out"
_AHEAD = timedelta(days=30)


def late_to_carry_out(actor: Principal, on: date) -> QuerySet[Duty, Any]:
    """Return the keys of the reviews in scope whose decision is not carried out in time."""
    late = Duty.objects.visible_to(actor).ignored(on).filter(kind=DutyKind.CARRY_OUT)
    return late.values("review")


def due_of(kind: DutyKind, record: str) -> Subquery:
    """Return until when the agency takes a step, for a query of reviews or contracts."""
    duties = Duty.objects.open().filter(kind=kind, **{record: OuterRef("pk")})
    return Subquery(duties.values("due_on")[:1])


def carrying_out_clocks(review: TerminationReview, actor: Principal, on: date) -> list[Clock]:
    """Return the window in which the agency carries out its decision, for those who follow it."""
    if review.outcome not in CARRIED:
        return []
    duties = _with_places(actor).filter(review=review, kind=DutyKind.CARRY_OUT)
    duty = duties.exclude(state=DutyState.VOID).order_by("-pk").first()
    drawn = ribbons_of([duty], on).get(review.pk) if duty is not None else None
    if duty is None or drawn is None:
        return []
    url = reverse("workdays:deadline", args=["duty", duty.public_id])
    return [Clock(CARRYING_OUT, drawn, url)]


def carrying_out_ribbons(
    reviews: Collection[int], actor: Principal, on: date
) -> Mapping[int, Ribbon]:
    """Return the open windows of carrying out, by review; one query, and the calendars."""
    duties = _with_places(actor).open().filter(review__in=reviews, kind=DutyKind.CARRY_OUT)
    return ribbons_of(list(duties), on)


def ribbons_of(duties: Collection[Duty], on: date) -> dict[int, Ribbon]:
    """Return the ribbons of duties whose period is known, by the key of their record."""
    dated = [(duty, duty.due_on) for duty in duties if duty.due_on is not None]
    if not dated:
        return {}
    calendars = calendars_of(
        {place_of(duty) for duty, _due in dated},
        min(duty.starts_on for duty, _due in dated),
        max(on, *(due_on for _duty, due_on in dated)) + _AHEAD,
    )
    still = stopped([duty.public_id for duty, _due in dated if duty.is_open], on)
    return {
        duty.review_id or duty.contract_id or 0: ribbon(
            duty.starts_on, due_on, on, calendars[place_of(duty)], duty.ended_on,
            label=_("the agency carries it out"),
        ).stopped(still.get((duty.public_id, due_on)))
        for duty, due_on in dated
    }  # fmt: skip


def notice_over_banner(contract: Contract, actor: Principal, on: date) -> Mapping[str, Any] | None:
    """Return that the notice has run out, and until when the agency goes on; None for others."""
    if contract.state != ContractState.TERMINATION_NOTICE:
        return None
    duties = _with_places(actor).open().filter(contract=contract, kind=DutyKind.TERMINATE)
    duty = duties.filter(starts_on__lte=on).first()
    if duty is None:
        return None
    return {
        "duty": duty,
        "url": duty.get_absolute_url(),
        "ribbon": ribbons_of([duty], on).get(contract.pk),
    }


def _with_places(actor: Principal) -> DutyQuerySet:
    return Duty.objects.visible_to(actor).select_related(
        "agency__seat", "review__county", "contract__county", "case__county"
    )

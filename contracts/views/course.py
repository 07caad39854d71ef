"""The course of one contract: what is left of it, its life line, what holds it, its renewal."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Role
from contracts.acts.reasons import is_signed_late
from contracts.facts import MEASURES, standings
from contracts.facts.agreement import last_day_of
from contracts.facts.windows import NOTICE
from contracts.models import Contract, ContractAddendum, Guarantee, Waiver
from contracts.rules import STAGE_LABELS, Stage
from contracts.rules.terms import TERMS
from contracts.states import BLOCKING, AddendumState, ContractState
from contracts.views.shown import guarantee_sign, renewal_steps
from core import jalali
from core.persian import persian_digits
from core.svg.charts import Lifeline
from offices.models import Licence
from workdays.facts import Ribbon, calendar_for, ribbon
from workdays.facts.stopped import stopped
from workdays.models.kinds import unit_of
from workdays.rules import Unit, remaining

ENDING = timedelta(days=60)
# Names on the life line need this share of its length for themselves.
APART = 0.13


def clocks_of(contract: Contract, waiver: Waiver | None, on: date) -> dict[str, Any]:
    """Return the countdown and the ribbon of a served notice."""
    last = max(contract.ends_on, contract.notice_ends_on or on, on)
    first = min(contract.notice_served_on or on, contract.ends_on, on)
    calendar = calendar_for(contract.county.public_id, first, last + timedelta(days=30))
    is_running = contract.state in BLOCKING
    left, last_day = None, last_day_of(contract)
    if is_running:
        left = remaining(on, last_day, Unit.DAY, calendar)
    notice: Ribbon | None = None
    served, over = contract.notice_served_on, _notice_over_on(contract, waiver, on)
    # A notice that was over on the day of its service has no days to draw.
    if served and contract.notice_ends_on and (over is None or over > served):
        notice = ribbon(
            served,
            contract.notice_ends_on,
            on,
            calendar,
            done_on=over,
            label=_("termination notice"),
            unit=unit_of(NOTICE),
        )
        if over is None:
            still = stopped([contract.number], on)
            notice = notice.stopped(still.get((contract.number, contract.notice_ends_on)))
    return {
        "days_left": left,
        "last_day": last_day,
        "is_near": is_running and last_day - on <= ENDING,
        "is_past": is_running and last_day < on,
        "notice_ribbon": notice,
        "is_notice_over": over is not None,
    }


def _notice_over_on(contract: Contract, waiver: Waiver | None, on: date) -> date | None:
    """Return the day on which a served notice was over: waived, terminated or run out."""
    if waiver:
        return date.fromisoformat(waiver.given_on.isoformat())
    if contract.notice_ends_on and contract.notice_ends_on < on:
        last: date = contract.notice_ends_on
        return last
    ended: date | None = contract.terminated_on
    return ended


def life_of(contract: Contract, addenda: Iterable[ContractAddendum], on: date) -> Lifeline:
    """Return the life line: start, addenda, suspension, notice, end; names kept apart."""
    end = contract.ended_on or contract.ends_on
    wanted: list[tuple[date, str, str]] = [
        (contract.starts_on, _("start"), jalali.short(contract.starts_on)),
        (end, _("end"), jalali.short(end)),
    ]
    if is_signed_late(contract):
        begun = contract.in_force_from
        wanted.append((begun, _("in force"), jalali.short(begun)))
    agreed = last_day_of(contract) if contract.mutual_end_accepted_on else None
    stops = [
        (agreed if not contract.ended_on else None, _("end by agreement"), _("agreed")),
        (contract.notice_issued_on, _("termination notice"), _("issued")),
        (contract.suspended_on, _("suspension"), ""),
    ]
    wanted += [(day, above, below) for day, above, below in stops if day]
    wanted += [
        (
            addendum.in_force_on or addendum.effective_on,
            _("addendum {n}").format(n=persian_digits(addendum.number)),
            _(", ").join(str(TERMS[name]) for name in addendum.after if name in TERMS),
        )
        for addendum in addenda
        if addendum.state == AddendumState.IN_FORCE
    ]
    if contract.state == ContractState.ACTIVE and agreed is None:
        ask = contract.ends_on - timedelta(days=90)
        wanted.append((ask, _("90 days left"), _("time to renew")))
    span = max(1, (contract.ends_on - contract.starts_on).days)
    kept: list[tuple[date, str, str]] = []
    for event in wanted:
        lies_apart = all(abs((event[0] - other[0]).days) / span >= APART for other in kept)
        if contract.starts_on <= event[0] <= contract.ends_on and lies_apart:
            kept.append(event)
    return Lifeline(
        summary=_("From {start} to {end}").format(
            start=jalali.long(contract.starts_on), end=jalali.long(contract.ends_on)
        ),
        start=contract.starts_on,
        end=contract.ends_on,
        today=on if on <= end else None,
        events=sorted(kept),
    )


def signs_of(
    contract: Contract, guarantees: Iterable[Guarantee], actor: Principal, on: date
) -> list[dict[str, Any]]:
    """Return how the contract's securities and the office's licence stand today."""
    if contract.state not in BLOCKING:
        return []
    signs = []
    if actor.role is not Role.ASSOCIATION:
        held = [g for g in guarantees if g.state == "held" and g.expires_on >= on]
        signs.append(guarantee_sign(held, needs=contract.agency.requires_guarantee))
    licence = Licence.objects.filter(office=contract.office_id).valid_on(on).first()
    signs.append(
        {
            "holds": licence is not None,
            "text": _("licence until {day}").format(day=jalali.day_near(licence.expires_on, on))
            if licence
            else _("the office has no licence in force"),
        }
    )
    if contract.state == ContractState.SUSPENDED and contract.suspended_until:
        day = jalali.day_near(contract.suspended_until, on)
        signs.append({"holds": False, "text": _("suspended until {day}").format(day=day)})
    return signs


def renewal_of(contract: Contract, actor: Principal, on: date) -> dict[str, Any]:
    """Return the steps of the renewal, once it is due or has been begun."""
    row = {
        "pk": contract.pk,
        "state": contract.state,
        "ends_on": contract.ends_on,
        "office_id": contract.office_id,
        "agency__requires_guarantee": contract.agency.requires_guarantee,
    }
    standing = standings([row], actor, on)[contract.pk]
    if standing.stage in {Stage.NOT_DUE, Stage.STOPPED}:
        return {"steps": []}
    return {
        "steps": renewal_steps(standing.stage),
        "stage": standing.stage,
        "stage_label": STAGE_LABELS[standing.stage],
        "advice": standing.advice,
        "renewal_number": standing.renewal,
        "renew_by": contract.ends_on,
        "measures": [
            measured
            for measure in MEASURES
            if (measured := measure.read(contract, actor, on)) is not None
        ],
    }

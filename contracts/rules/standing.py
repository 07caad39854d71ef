"""What holds of contracts: rank quota, money limits, where a guarantee and a renewal stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.states import BLOCKING, ContractState, GuaranteeState

# The share of the services available in its city or village that an office of a rank may give.
# Source: DOMAIN 0.5 and C4-18 [S2].
RANK_SHARES = {1: 100, 2: 70, 3: 30}
# Percent of the contract's value, and of each payment. Source: DOMAIN D3 (1389, annex 6) [S43].
GUARANTEE_SHARE = 5
RETENTION_SHARE = 10
# A renewal is to be asked for before the last days of the term, as for a licence [S4]; a
# guarantee is watched in its last days (DOMAIN C5). Both only colour a list.
RENEW_BEFORE = timedelta(days=90)
WATCH_GUARANTEE = timedelta(days=30)
# In its last sixty days a contract is shown as ending (DOMAIN F2).
ENDING_WITHIN = timedelta(days=60)


@dataclass(frozen=True)
class Quota:
    """How many services an office gives, of how many available, and the share of its rank."""

    rank: int | None
    given: int
    available: int

    @property
    def share(self) -> int | None:
        """Return the percent that the rank allows; None while the office has no rank."""
        return RANK_SHARES.get(self.rank) if self.rank else None

    @property
    def allowed(self) -> int | None:
        """Return how many services the rank allows; None for no limit."""
        return None if self.share is None else self.available * self.share // 100

    @property
    def is_exceeded(self) -> bool:
        """Tell whether the office gives more than its rank allows."""
        return self.allowed is not None and self.given > self.allowed


class MoneyLimit(StrEnum):
    """Which usual share is exceeded."""

    GUARANTEE = "guarantee"
    RETENTION = "retention"


def out_of_force(ended_on: date, reinstated_on: date) -> list[date]:
    """
    Return the first day out of force after an end and the day of the return; none between: nothing.

    Checked again by `contracts_check_reinstatement` in contracts/sql/moves.sql.
    """
    if reinstated_on <= ended_on:
        return []
    return [ended_on + timedelta(days=1), reinstated_on]


def in_force_from(starts_on: date, bound_on: date) -> date:
    """
    Return the first day on which a contract is in force: no earlier than both sides have signed.

    The same rule as the column `in_force_from` of a contract that is stored.
    """
    return max(starts_on, bound_on)


def last_suspended(first: date, days: int) -> date:
    """Return the last day of a suspension of so many days, the first one included."""
    return first + timedelta(days=days - 1)


def exceeds_guarantee(amount: int, value: int | None) -> bool:
    """Tell whether a guarantee is above the usual share of the value, if that is known."""
    return value is not None and Fraction(amount) > Fraction(value * GUARANTEE_SHARE, 100)


def exceeds_retention(percent: object) -> bool:
    """Tell whether the retention is above the usual share of each payment."""
    return Fraction(str(percent)) > RETENTION_SHARE


class Cover(StrEnum):
    """Whether a contract is secured on a day."""

    HELD = "held"
    ENDING = "ending"
    PAST = "past"
    NONE = "none"
    RELEASED = "released"
    NOT_NEEDED = "not_needed"


def cover_on(
    guarantees: Iterable[tuple[str, date]], on: date, *, needs_cover: bool = True
) -> tuple[Cover, date | None]:
    """
    Return how a contract is secured and until when; the last day of a guarantee counts as held.

    `guarantees` are (state, expires_on). Nothing is missing where the agency asks for none.
    """
    rows = list(guarantees)
    held = [expires for state, expires in rows if state == GuaranteeState.HELD and expires >= on]
    if held:
        last = max(held)
        return (Cover.ENDING if last - on <= WATCH_GUARANTEE else Cover.HELD), last
    lapsed = [
        expires for state, expires in rows if state in {GuaranteeState.HELD, GuaranteeState.EXPIRED}
    ]
    if not needs_cover and (lapsed or not rows):
        return Cover.NOT_NEEDED, None
    if lapsed:
        return Cover.PAST, max(lapsed)
    return (Cover.RELEASED if rows else Cover.NONE), None


class Stage(StrEnum):
    """Where the renewal of a contract stands."""

    NOT_DUE = "not_due"
    NOT_BEGUN = "not_begun"
    DRAFTED = "drafted"
    SIGNING = "signing"
    SIGNED = "signed"
    STOPPED = "stopped"


STAGE_LABELS = {
    Stage.NOT_DUE: _("not due"),
    Stage.NOT_BEGUN: _("not begun"),
    Stage.DRAFTED: _("being prepared"),
    Stage.SIGNING: _("waiting for signature"),
    Stage.SIGNED: _("signed"),
    Stage.STOPPED: _("stopped"),
}


def stage_of(state: str, ends_on: date, renewal: str, on: date) -> Stage:
    """Return where the renewal stands; `renewal` is the state of the renewing contract, or ""."""
    if renewal == ContractState.DRAFT:
        return Stage.DRAFTED
    if renewal == ContractState.PENDING_SIGNATURE:
        return Stage.SIGNING
    if renewal:
        return Stage.SIGNED
    if state != ContractState.ACTIVE:
        return Stage.STOPPED
    return Stage.NOT_BEGUN if ends_on - on <= RENEW_BEFORE else Stage.NOT_DUE


@dataclass(frozen=True)
class Advice:
    """What the system would suggest about a renewal; people decide."""

    tone: str
    icon: str
    text: str | Promise


def advise(
    *,
    state: str,
    is_licensed: bool,
    cover: Cover,
    needs_cover: bool,
    is_due: bool = True,
    is_undecided: bool = False,
) -> Advice | None:
    """
    Return the suggestion about a renewal; None when the contract is not running.

    Before the renewal is due nothing is suggested but what is to be put in order until then.

    `is_undecided`: a case or review of the contract is open, or the office is past the threshold.
    """
    if state not in BLOCKING:
        return None
    if state == ContractState.TERMINATION_NOTICE:
        return Advice("danger", "refused", _("do not renew"))
    if not is_licensed:
        return Advice("danger", "refused", _("licence first"))
    if state == ContractState.SUSPENDED:
        return Advice("warn", "warn", _("decide after the suspension"))
    if is_undecided:
        return Advice("warn", "warn", _("decide first what stands against it"))
    if needs_cover and cover in {Cover.NONE, Cover.PAST, Cover.RELEASED}:
        return Advice("warn", "warn", _("renew after the guarantee"))
    return Advice("ok", "ok", _("renew")) if is_due else None


def strip_state(states: Sequence[tuple[str, date]], on: date) -> str:
    """
    Return the square of an office's contracts with one agency: active, ending, stopped or none.

    `states` are (state, ends_on), in any order.
    """
    running = [ends for state, ends in states if state == ContractState.ACTIVE and ends >= on]
    if running:
        return "active" if max(running) - on > ENDING_WITHIN else "ending"
    stopped = {
        ContractState.SUSPENDED,
        ContractState.TERMINATION_NOTICE,
        ContractState.TERMINATED,
    }
    return "stopped" if any(state in stopped for state, _ends in states) else "none"

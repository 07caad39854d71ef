"""What the clock does to contracts each night; run twice, it does nothing more."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.jobs import job
from accounts.models import User
from contracts import actions
from core.clock import now, today
from workdays.actions.apart import Moved, counts
from workdays.daily import every_day


def _nightly(action: Callable[..., Moved], as_of: str) -> dict[str, int]:
    """Run a set action of the clock; return how many moved and how many failed."""
    day = date.fromisoformat(as_of) if as_of else today()
    return counts(moved=action(as_of=day, actor=User.objects.system(), at=now()))


@job(soft_time_limit=600)
def expire_contracts(*, as_of: str = "", **_: object) -> dict[str, int]:
    """End the contracts whose term lies before `as_of` (ISO; today in Tehran if empty)."""
    return _nightly(actions.expire_contracts, as_of)


@job(soft_time_limit=600)
def postpone_agreed_ends(*, as_of: str = "", **_: object) -> dict[str, int]:
    """Move agreed ends behind the days to reconsider (ISO; today in Tehran if empty)."""
    return _nightly(actions.postpone_agreed_ends, as_of)


@job(soft_time_limit=600)
def lift_lapsed_suspensions(*, as_of: str = "", **_: object) -> dict[str, int]:
    """Let suspensions end whose last day lies before `as_of` (ISO; today in Tehran if empty)."""
    return _nightly(actions.lift_lapsed_suspensions, as_of)


@job(soft_time_limit=600)
def expire_guarantees(*, as_of: str = "", **_: object) -> dict[str, int]:
    """Mark guarantees whose last day lies before `as_of` (ISO; today in Tehran if empty)."""
    return _nightly(actions.expire_guarantees, as_of)


@job(soft_time_limit=600)
def note_missed_acceptances(*, as_of: str = "", **_: object) -> dict[str, int]:
    """Note contracts not accepted by a first day before `as_of` (ISO; today in Tehran if empty)."""
    return _nightly(actions.note_missed_acceptances, as_of)


@job(soft_time_limit=600)
def settle_addenda(*, as_of: str = "", **_: object) -> dict[str, int]:
    """Bring due addenda into force or let them lapse (ISO; today in Tehran if empty)."""
    return _nightly(actions.settle_addenda, as_of)


def register_days() -> None:
    """Tell the scheduler what this app does once a day."""
    every_day(postpone_agreed_ends, 8, _("agreed ends that a closure moves"))
    every_day(expire_contracts, 10, _("contracts past their last day"))
    every_day(lift_lapsed_suspensions, 12, _("suspensions past their last day"))
    every_day(expire_guarantees, 14, _("guarantees past their last day"))
    every_day(note_missed_acceptances, 16, _("acceptances that were not given in time"))
    every_day(settle_addenda, 18, _("addenda that come into force"))

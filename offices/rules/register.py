"""What makes an office findable, and what stands in the way of its moves."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from core import jalali
from core.persian import display_safe, loose_key, persian_digits
from offices.states import LicenceState, OfficeState

# A licence is watched, and its renewal asked for, this long before its last day.
RENEWAL_OPENS = timedelta(days=180)


def search_key(code: str, name: str, manager: str, holder: str, address: str) -> str:
    """
    Return what a search looks in: the code, then each text's loose key, parted by spaces.

    The public card stands before the bar, who is behind the office after it.
    """
    card = [code, *filter(None, map(loose_key, (name, address)))]
    return " ".join([*card, "|", *filter(None, map(loose_key, (manager, holder)))])


def search_words(query: str) -> list[str]:
    """Return the parts that must all stand in a search key; empty for nothing to search."""
    words = (loose_key(word) for word in display_safe(query).split())
    return [word for word in words if word][:8]


def days_left(expires_on: date, on: date) -> int:
    """Return how many days a licence still runs, the day itself included; negative when over."""
    left = (expires_on - on).days
    return left + 1 if left >= 0 else left


def last_day_to_renew(expires_on: date, days_before: int) -> date:
    """
    Return the last day on which a renewal may be asked for.

    Source: DOMAIN D2 `renewal_request_before`.
    """
    return expires_on - timedelta(days=days_before)


def first_day_to_renew(expires_on: date) -> date:
    """
    Return the first day on which a renewal may be asked for: that on which the licence is watched.

    Source: DOMAIN C5 `license_expiry_watch`.
    """
    return expires_on - RENEWAL_OPENS


def missing_for_activation(*, has_licence: bool, has_holder: bool, is_located: bool) -> list[str]:
    """
    Return a sentence for everything that an office lacks to be active; empty if nothing.

    Source: DOMAIN C2, office draft → active.
    """
    lacks = (
        (not has_holder, _("The office has no licence holder.")),
        (not has_licence, _("The office has no licence that is valid on this day.")),
        (not is_located, _("The office has no address or no postal code.")),
    )
    return [sentence for is_missing, sentence in lacks if is_missing]


def renewal_obstacles(
    *,
    licence_state: LicenceState,
    office_state: OfficeState,
    expires_on: date,
    days_before: int,
    on: date,
) -> list[str]:
    """
    Return every reason of the register against a renewal request; empty if there is none.

    Unresolved cases are known to floors above, which add their guards.

    Source: DOMAIN B1 and C4.17 [S4].
    """
    obstacles = []
    if licence_state is LicenceState.SUSPENDED:
        obstacles.append(
            _("The licence is suspended; the secretariat of the committee says what ends this.")
        )
    if office_state is not OfficeState.ACTIVE:
        obstacles.append(
            _("The office is not active; the secretariat of the committee can make it active.")
        )
    first, last = first_day_to_renew(expires_on), last_day_to_renew(expires_on, days_before)
    if on < first:
        obstacles.append(
            _(
                "A renewal is asked for from {first} to {last}; the licence runs until {end}."
            ).format(first=jalali.long(first), last=jalali.long(last), end=jalali.long(expires_on))
        )
    if on > last:
        obstacles.append(
            _(
                "A renewal is asked for at least {days} days before expiry; the last day, {last},"
                " has passed. On the regulator's document the secretariat of the committee enters"
                " the renewed licence all the same."
            ).format(days=persian_digits(days_before), last=jalali.long(last))
        )
    return obstacles


def transfer_obstacles(*, locked_until: date | None, on: date) -> list[str]:
    """
    Return the register's reason against a transfer: the holder took over too short a time ago.

    `locked_until` is the first day on which he may transfer; None for a first holder.

    Source: DOMAIN D2 `no_transfer_lock` [S26].
    """
    if locked_until is None or on >= locked_until:
        return []
    return [
        _("The holder took the licence over and may transfer it from {day} on.").format(
            day=jalali.long(locked_until)
        )
    ]

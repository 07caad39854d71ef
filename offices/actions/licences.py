"""What can be done to a licence."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from core.clock import day_in_tehran
from core.errors import Invalid
from core.persian import display_safe, latin_digits
from offices.actions.offices import key_of, touch_offices
from offices.acts.licences import ASK_RENEWAL
from offices.acts.offices import ENTER_LICENCE
from offices.facts.entries import wrong_in_licence, wrong_in_renewal
from offices.models import Licence, LicenceHolder, Office
from offices.states import LicenceState


def clean_number(number: str) -> str:
    """
    Return a licence's number as it is stored: digits in ASCII, no spaces at its ends.

    Raises:
        Invalid: it is empty or too long.
    """
    clean = latin_digits(display_safe(number))
    if not 1 <= len(clean) <= 40:
        raise Invalid(fields={"number": [_("Write the licence's number, at most 40 characters.")]})
    return clean


def new_licence(
    office: Office,
    holder: LicenceHolder,
    number: str,
    issued_on: date,
    expires_on: date,
    previous: Licence | None = None,
    source_list: int | None = None,
) -> Licence:
    """
    Enter a licence of an office; the caller has checked its number and days.

    Raises:
        Invalid: the number is empty or too long.
    """
    number = clean_number(number)
    return Licence.objects.create(
        office=office,
        holder=holder,
        number=number,
        issued_on=issued_on,
        expires_on=expires_on,
        state=LicenceState.VALID,
        state_since=issued_on,
        previous=previous,
        source_list_id=source_list,
    )


def move_licence(licence: Licence, state: LicenceState, on: date, **values: Any) -> dict[str, Any]:
    """Write a licence's next state with the named values; return the changes."""
    before = LicenceState(licence.state)
    changes: dict[str, Any] = {"state": (before, state)}
    values |= {"state": state, "state_since": on, "version": licence.version + 1}
    if state is not LicenceState.SUSPENDED and licence.suspended_until is not None:
        values["suspended_until"] = None
    for name, value in values.items():
        if name not in {"state", "version", "state_since"}:
            changes[name] = (getattr(licence, name), value)
        setattr(licence, name, value)
    licence.save(update_fields=[*values, "updated_at"])
    return changes


@transaction.atomic
def issue_licence(
    *,
    office_id: int,
    number: str,
    issued_on: date,
    expires_on: date,
    actor: Principal,
    at: datetime,
) -> Licence:
    """
    Enter the regulator's licence of an office, for its holder.

    Raises:
        NotPermitted: the actor's role may not edit licences.
        IllegalMove: the office has a current licence or no holder, or is revoked or closed.
        Invalid: the number is taken, or the dates are turned round.
    """
    office: Office = begin(ENTER_LICENCE, office_id, actor, day_in_tehran(at))
    holder: Any = office.holder  # an office without one is refused by the act
    typed = {"number": number, "issued_on": issued_on, "expires_on": expires_on}
    if wrong := wrong_in_licence(typed):
        raise Invalid(fields=wrong)
    licence = new_licence(office, holder, number, issued_on, expires_on)
    touch_offices(office_ids=[office.pk])
    record(
        actor=actor,
        verb="licence.issued",
        target=licence,
        changes={
            "office": (None, office.code),
            "issued_on": (None, issued_on),
            "expires_on": (None, expires_on),
        },
        at=at,
    )
    return licence


@transaction.atomic
def request_renewal(
    *, licence_id: int, actor: Principal, on: date, at: datetime, note: str = ""
) -> Licence:
    """
    Ask for the renewal of a licence, by its office or by the secretariat on its behalf.

    Raises:
        NotPermitted: the actor's role may not ask, or the office is another's.
        IllegalMove: the licence is not valid; or a suspension, inactivity, an unresolved case
            (told by the guards of the floors above) or the passed last day forbids it.
    """
    licence: Licence = begin(ASK_RENEWAL, licence_id, actor, on)
    changes = move_licence(licence, LicenceState.RENEWAL_REQUESTED, on)
    record(
        actor=actor, verb="licence.renewal_requested", target=licence, changes=changes, note=note,
        at=at,
    )  # fmt: skip
    return licence


def replace_licence(
    old: Licence,
    state: LicenceState,
    holder: LicenceHolder,
    number: str,
    issued_on: date,
    expires_on: date,
    *,
    on: date,
    source_list: int | None = None,
    **document: Any,
) -> tuple[Licence, dict[str, Any]]:
    """
    Move a licence to its end and enter the one that follows; return it, and the changes of the old.

    `document` are number and day of the paper on which it rests; `source_list` is the key of the
    import that brought it, where a list did.

    Raises:
        Invalid: the number is taken, or the new licence does not begin after the old one; one that
            renews it does not end later.
    """
    check = wrong_in_renewal if state is LicenceState.RENEWED else wrong_in_licence
    typed = {"number": number, "issued_on": issued_on, "expires_on": expires_on}
    if wrong := check(typed, old):
        raise Invalid(fields=wrong)
    ended_on = issued_on - timedelta(days=1)
    ends = {"ended_on": ended_on} if ended_on < old.expires_on else {}
    changes = move_licence(old, state, on, **ends, **document)
    office = Office.objects.select_for_update().get(pk=old.office_id)
    new = new_licence(office, holder, number, issued_on, expires_on, old, source_list)
    if office.holder_id != holder.pk:
        changes["holder"] = (str(office.holder or ""), holder.name)
        office.holder = holder
        office.search_key = key_of(office)
        office.version += 1
        office.save(update_fields=["holder", "search_key", "version", "updated_at"])
    touch_offices(office_ids=[office.pk])
    changes["new_number"] = (None, new.number)
    return new, changes

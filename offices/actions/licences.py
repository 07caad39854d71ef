"""What can be done to a licence."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core import jalali
from core.acts import begin
from core.clock import day_in_tehran
from core.errors import IllegalMove, Invalid
from core.persian import display_safe, latin_digits
from offices.actions.offices import key_of, touch_offices
from offices.actions.scans import keep_paper
from offices.acts.licences import ASK_RENEWAL, DECIDED, ENTER_RENEWED, SANCTION
from offices.acts.offices import ENTER_LICENCE
from offices.models import Licence, LicenceHolder, Office
from offices.states import LICENCE_FLOW, LicencePaper, LicenceState

# A longer one is a slip of the year: the regulator gives licences for five years.
LONGEST_LICENCE = timedelta(days=3653)


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


def _new_licence(
    office: Office,
    holder: LicenceHolder,
    number: str,
    issued_on: date,
    expires_on: date,
    previous: Licence | None = None,
) -> Licence:
    number = clean_number(number)
    if expires_on < issued_on:
        raise Invalid(fields={"expires_on": [_("The expiry lies before the day of issue.")]})
    if expires_on - issued_on > LONGEST_LICENCE:
        told = _("A licence is given for ten years at most; check the year.")
        raise Invalid(fields={"expires_on": [told]})
    if Licence.objects.filter(number=number).exists():
        raise Invalid(fields={"number": [_("A licence of this number is in the register.")]})
    return Licence.objects.create(
        office=office,
        holder=holder,
        number=number,
        issued_on=issued_on,
        expires_on=expires_on,
        state=LicenceState.VALID,
        state_since=issued_on,
        previous=previous,
    )


def _move(licence: Licence, state: LicenceState, on: date, **values: Any) -> dict[str, Any]:
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
    licence = _new_licence(office, holder, number, issued_on, expires_on)
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
def change_licence_state(
    *,
    licence_id: int,
    state: str,
    document_no: str,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
    document_on: date | None = None,
    suspended_until: date | None = None,
    file: "File[bytes] | None" = None,
) -> Licence:
    """
    Suspend or cancel a licence on a document, or make a suspended one valid again.

    Of a cancellation the scan of its letter is kept.

    Raises:
        NotPermitted: the actor's role may not sanction licences.
        Licence.DoesNotExist: there is none with this key.
        IllegalMove: the licence's state does not allow it.
        Invalid: the document, the letter or the end of a suspension is missing, or the document
            is of a day to come.
    """
    licence: Licence = begin(SANCTION, licence_id, actor, on)
    after = LicenceState(state)
    if after not in DECIDED:
        raise IllegalMove(_("This state is reached by a renewal, a transfer or the calendar."))
    LICENCE_FLOW.check(LicenceState(licence.state), after)
    _check_decision(
        after, licence.expires_on, on=on, document_no=document_no, document_on=document_on,
        reason=reason, until=suspended_until, file=file,
    )  # fmt: skip
    values: dict[str, Any] = {
        "document_no": display_safe(document_no),
        "document_on": document_on,
        "suspended_until": suspended_until if after is LicenceState.SUSPENDED else None,
    }
    if after is LicenceState.CANCELLED:
        values["ended_on"] = max(on, licence.issued_on)
    changes = _move(licence, after, on, **values)
    if after is LicenceState.CANCELLED and file is not None:
        _letter, kept = keep_paper(
            licence, LicencePaper.CANCELLATION, file, actor=actor, on=on, at=at
        )
        changes |= kept
    touch_offices(office_ids=[licence.office_id])
    verb = "licence.reinstated" if after is LicenceState.VALID else f"licence.{after}"
    record(actor=actor, verb=verb, target=licence, changes=changes, note=reason, at=at)
    return licence


def _check_decision(
    after: LicenceState,
    expires_on: date,
    *,
    on: date,
    document_no: str,
    document_on: date | None,
    reason: str,
    until: date | None,
    file: "File[bytes] | None",
) -> None:
    wrong: dict[str, list[str]] = {}
    if not document_no.strip():
        wrong["document_no"] = [_("Write the number of the document on which this rests.")]
    if after is LicenceState.CANCELLED and document_on is None:
        wrong["document_on"] = [_("Write the date of the letter that cancels the licence.")]
    if document_on is not None and document_on > on:
        wrong["document_on"] = [_("The document cannot be of a later day than today.")]
    if after is LicenceState.CANCELLED and file is None:
        wrong["file"] = [_("Attach the scan of the letter that cancels the licence.")]
    if after is not LicenceState.CANCELLED and file is not None:
        wrong["file"] = [_("The letter is kept of a cancellation; leave this empty.")]
    if after is LicenceState.SUSPENDED and (until is None or until < on):
        wrong["suspended_until"] = [_("A suspension has a last day, not before its first.")]
    elif after is LicenceState.SUSPENDED and until is not None and until > max(expires_on, on):
        text = _("The licence itself ends on {day}; its suspension does not run longer.")
        wrong["suspended_until"] = [text.format(day=jalali.long(expires_on))]
    if not reason.strip():
        wrong["reason"] = [_("Write the reason.")]
    if wrong:
        raise Invalid(fields=wrong)


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
    changes = _move(licence, LicenceState.RENEWAL_REQUESTED, on)
    record(
        actor=actor, verb="licence.renewal_requested", target=licence, changes=changes, note=note,
        at=at,
    )  # fmt: skip
    return licence


@transaction.atomic
def renew_licence(
    *,
    licence_id: int,
    number: str,
    issued_on: date,
    expires_on: date,
    actor: Principal,
    on: date,
    at: datetime,
) -> Licence:
    """
    Enter the regulator's new licence after a renewal request; return the new one.

    The old licence ends the day before the new one begins.

    Raises:
        NotPermitted: the actor's role may not edit licences.
        IllegalMove: no renewal was asked for, or a guard of a floor above forbids it.
        Invalid: the number is taken, or the new licence does not begin after the old one.
    """
    old: Licence = begin(ENTER_RENEWED, licence_id, actor, on)
    return replace_licence(
        old, LicenceState.RENEWED, old.holder, number, issued_on, expires_on, "licence.renewed",
        actor, on, at,
    )  # fmt: skip


def replace_licence(
    old: Licence,
    state: LicenceState,
    holder: LicenceHolder,
    number: str,
    issued_on: date,
    expires_on: date,
    verb: str,
    actor: Principal,
    on: date,
    at: datetime,
    **document: Any,
) -> Licence:
    """
    Move a licence to its end and enter the one that follows; `verb` tells which of both it was.

    `document` are number and day of the paper on which it rests, if there is one.

    Raises:
        Invalid: the number is taken, or the new licence does not begin after the old one.
    """
    if issued_on <= old.issued_on:
        raise Invalid(fields={"issued_on": [_("The new licence begins after the old one.")]})
    ended_on = issued_on - timedelta(days=1)
    ends = {"ended_on": ended_on} if ended_on < old.expires_on else {}
    changes = _move(old, state, on, **ends, **document)
    office = Office.objects.select_for_update().get(pk=old.office_id)
    new = _new_licence(office, holder, number, issued_on, expires_on, previous=old)
    if office.holder_id != holder.pk:
        changes["holder"] = (str(office.holder or ""), holder.name)
        office.holder = holder
        office.search_key = key_of(office)
        office.version += 1
        office.save(update_fields=["holder", "search_key", "version", "updated_at"])
    touch_offices(office_ids=[office.pk])
    changes["new_number"] = (None, new.number)
    if old.document_no:
        changes["document_no"] = (None, old.document_no)
    record(actor=actor, verb=verb, target=old, changes=changes, at=at)
    return new

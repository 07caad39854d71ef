"""Decisions of the regulator or the committee on a licence, recorded with their document."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core import jalali
from core.acts import begin
from core.errors import IllegalMove, Invalid
from core.papers.heads import Letter
from core.persian import persian_digits
from offices.actions.documents import Document, new_scan, wrong_in_document
from offices.actions.entries import Basis, Entry, Values, enter_document, pending_kind
from offices.actions.licences import move_licence
from offices.actions.offices import touch_offices
from offices.acts.licences import DECIDED, SANCTION
from offices.facts.entries import wrong_in_suspension
from offices.models import Licence
from offices.states import LICENCE_FLOW, PAPER_OF, LicenceState


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
    document_issuer: str = "",
    suspended_until: date | None = None,
    file: "File[bytes] | None" = None,
) -> Licence:
    """
    Suspend or cancel a licence on a sealed document, or make a suspended one valid again.

    A document of an earlier day than one person may enter it takes effect when the deputy confirms
    it.

    Raises:
        NotPermitted: the actor's role may not sanction licences.
        Licence.DoesNotExist: there is none with this key.
        IllegalMove: the licence's state does not allow it, or a decision waits for its second
            person.
        Invalid: the document, its scan, the reason or the end of a suspension is missing or wrong.
    """
    licence: Licence = begin(SANCTION, licence_id, actor, on)
    after = LicenceState(state)
    if after not in DECIDED:
        raise IllegalMove(_("This state is reached by a renewal, a transfer or the calendar."))
    LICENCE_FLOW.check(LicenceState(licence.state), after)
    document = Document(Letter(document_no, document_on, document_issuer), file)
    end = {"state": after, "suspended_until": suspended_until}
    wrong = wrong_in_document(document, on) | wrong_in_suspension(licence, end, on)
    if not reason.strip():
        wrong["reason"] = [_("Write the reason.")]
    if wrong:
        raise Invalid(fields=wrong)
    values = {"state": after, "suspended_until": suspended_until, "reason": reason}
    done: Licence = enter_document(
        SANCTION_ENTRY, licence, document, values, reason, actor=actor, on=on, at=at
    )
    return done


def _decide(
    licence: Licence, values: Values, basis: Basis, actor: Principal, on: date, at: datetime
) -> Licence:
    """
    Move a licence on the basis of its document.

    Raises:
        IllegalMove: its state does not allow it.
    """
    after = LicenceState(values["state"])
    LICENCE_FLOW.check(LicenceState(licence.state), after)
    named: dict[str, Any] = dict(basis.number_and_day)
    if after is LicenceState.SUSPENDED:
        named["suspended_until"] = date.fromisoformat(values["suspended_until"])
    if after is LicenceState.CANCELLED:
        named["ended_on"] = max(on, licence.issued_on)
    changes = move_licence(licence, after, on, **named) | basis.changes
    touch_offices(office_ids=[licence.office_id])
    verb = "licence.reinstated" if after is LicenceState.VALID else f"licence.{after}"
    record(actor=actor, verb=verb, target=licence, changes=changes, note=values["reason"], at=at)
    return licence


def _words(licence: Licence, values: Values) -> Sequence[tuple[str, str]]:
    rows = [
        (_("Licence"), licence.number),
        (_("New state"), str(LicenceState(values["state"]).label)),
    ]
    if values["suspended_until"]:
        until = date.fromisoformat(values["suspended_until"])
        rows.append((_("Suspended until"), persian_digits(jalali.short(until))))
    return [*rows, (_("Reason"), values["reason"])]


def _is_over(licence: Licence, values: Values, on: date) -> bool:
    """Tell whether the last day of a suspension has passed."""
    until = values["suspended_until"]
    return bool(until) and date.fromisoformat(until) < on


SANCTION_ENTRY = Entry(
    act=SANCTION,
    perform=_decide,
    row=lambda licence, values: new_scan(licence, PAPER_OF[LicenceState(values["state"])]),
    words=_words,
    model="offices.licence",
    is_over=_is_over,
)
SANCTION_KIND = pending_kind(SANCTION_ENTRY)

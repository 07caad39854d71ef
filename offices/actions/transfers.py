"""The transfer of a licence to another holder, on the regulator's approval."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from core.errors import Invalid
from core.papers.heads import Letter
from offices.actions.documents import Document, new_scan, wrong_in_document
from offices.actions.entries import Basis, Entry, Values, enter_document, pending_kind
from offices.actions.holders import find_holder, need_fitting, register_holder
from offices.actions.licences import replace_licence
from offices.actions.renewals import term_words
from offices.acts.licences import TRANSFER
from offices.facts.entries import wrong_in_kind, wrong_in_known_holder, wrong_in_licence
from offices.models import Licence, LicenceHolder, Office
from offices.states import LicencePaper, LicenceState


@transaction.atomic
def transfer_licence(
    *,
    licence_id: int,
    holder_id: int,
    number: str,
    issued_on: date,
    expires_on: date,
    document_no: str,
    actor: Principal,
    on: date,
    at: datetime,
    document_on: date | None = None,
    document_issuer: str = "",
    file: "File[bytes] | None" = None,
) -> Licence:
    """
    Enter the regulator's approval of another holder; return the new holder's licence.

    Occurrence counts restart with the new holder; the history stays with the office. An approval of
    an earlier day than one person may enter it takes effect when the deputy confirms it: the old
    licence is returned.

    Raises:
        NotPermitted: the actor's role may not edit licences.
        IllegalMove: the licence is not valid, was transferred too short a time ago, or a floor
            above knows an open settlement; or one waits for its second person.
        Invalid: the document or its scan is missing or wrong, or the holder is the same or may not
            hold it.
    """
    old: Licence = begin(TRANSFER, licence_id, actor, on)
    holder = LicenceHolder.objects.get(pk=holder_id)
    document = Document(Letter(document_no, document_on, document_issuer), file)
    if wrong := wrong_in_document(document, on):
        raise Invalid(fields=wrong)
    return _enter(old, holder, number, issued_on, expires_on, document, actor, on, at)


@transaction.atomic
def enter_transfer(
    *,
    licence_id: int,
    kind: str,
    name: str,
    number: str,
    issued_on: date,
    expires_on: date,
    document_no: str,
    has_clearances: bool,
    actor: Principal,
    on: date,
    at: datetime,
    document_on: date | None = None,
    document_issuer: str = "",
    file: "File[bytes] | None" = None,
    national_id: str = "",
    legal_id: str = "",
    ceo_name: str = "",
    mobile: str = "",
) -> Licence:
    """
    Enter a transfer to a holder known by his identifier, or registered here; return the licence.

    A holder of this number who is in the register is taken as he is.

    Raises:
        NotPermitted: the actor's role may not edit offices or licences.
        IllegalMove: as for `transfer_licence`.
        Invalid: an identifier is wrong or missing, the agencies' clearances are not at hand, or
            as for `transfer_licence`.
    """
    old: Licence = begin(TRANSFER, licence_id, actor, on)
    document = Document(Letter(document_no, document_on, document_issuer), file)
    typed = {"kind": kind, "national_id": national_id, "legal_id": legal_id}
    dates = {"number": number, "issued_on": issued_on, "expires_on": expires_on}
    wrong = wrong_in_document(document, on) | wrong_in_licence(dates, old)
    wrong |= wrong_in_kind(typed, old.office) | wrong_in_known_holder(typed)
    if not has_clearances:
        text = _("A transfer waits for the fresh clearance of each agency under contract.")
        wrong["has_clearances"] = [text]
    if wrong:
        raise Invalid(fields=wrong)
    holder = find_holder(kind=kind, national_id=national_id, legal_id=legal_id)
    if holder is None:
        holder = register_holder(
            kind=kind,
            name=name,
            national_id=national_id,
            legal_id=legal_id,
            ceo_name=ceo_name,
            mobile=mobile,
            actor=actor,
            at=at,
        )
    return _enter(old, holder, number, issued_on, expires_on, document, actor, on, at)


def _enter(
    old: Licence,
    holder: LicenceHolder,
    number: str,
    issued_on: date,
    expires_on: date,
    document: Document,
    actor: Principal,
    on: date,
    at: datetime,
) -> Licence:
    values = {
        "holder": holder.public_id, "number": number, "issued_on": issued_on,
        "expires_on": expires_on,
    }  # fmt: skip
    done: Licence = enter_document(
        TRANSFER_ENTRY, old, document, values, "", actor=actor, on=on, at=at
    )
    return done


def _transfer(
    old: Licence, values: Values, basis: Basis, actor: Principal, on: date, at: datetime
) -> Licence:
    """
    Let the new holder's licence follow the old one, on the basis of the approval.

    Raises:
        Invalid: the holder is the same or may not hold it, the number is taken, or the new licence
            does not begin after the old one.
    """
    holder = LicenceHolder.objects.get(public_id=values["holder"])
    if holder.pk == old.holder_id:
        raise Invalid(fields={"holder": [_("This is the present holder.")]})
    need_fitting(holder, Office.objects.get(pk=old.office_id))
    first, last = (date.fromisoformat(values[name]) for name in ("issued_on", "expires_on"))
    new, changes = replace_licence(
        old, LicenceState.TRANSFERRED, holder, values["number"], first, last,
        on=on, **basis.number_and_day,
    )  # fmt: skip
    changes |= basis.changes
    record(actor=actor, verb="licence.transferred", target=old, changes=changes, at=at)
    return new


def _words(old: Licence, values: Values) -> Sequence[tuple[str, str]]:
    holder = LicenceHolder.objects.get(public_id=values["holder"])
    return [(_("New holder"), holder.name), *term_words(old, values)]


TRANSFER_ENTRY = Entry(
    act=TRANSFER,
    perform=_transfer,
    row=lambda old, values: new_scan(old, LicencePaper.TRANSFER),
    words=_words,
    model="offices.licence",
)
TRANSFER_KIND = pending_kind(TRANSFER_ENTRY)

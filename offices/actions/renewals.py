"""The regulator's new licence: one by one with its document, or by the regulator's list."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import plain, record
from core.acts import begin
from core.errors import Invalid
from core.jalali import short
from core.papers.heads import Letter
from core.persian import persian_digits
from offices.actions.documents import Document, new_scan, wrong_in_document
from offices.actions.entries import HEAD, Basis, Entry, Values, enter_document, pending_kind
from offices.actions.licences import replace_licence
from offices.acts.licences import ENTER_RENEWED
from offices.facts.entries import wrong_in_renewal
from offices.facts.renewals import open_at_renewal
from offices.models import Licence, RegisterImport
from offices.states import LicencePaper, LicenceState


@transaction.atomic
def renew_licence(
    *,
    licence_id: int,
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
    Enter the regulator's new licence, on its sealed document.

    The register follows the regulator: an open case of the office does not forbid it, and the
    history of the licence names what stays open.
    Return the new licence; the old one ends the day before it begins. A document of an earlier day
    than one person may enter it takes effect when the deputy confirms it: the old one is returned.

    Raises:
        NotPermitted: the actor's role may not edit licences.
        IllegalMove: it is too early, the licence has ended otherwise, or a renewal waits for its
            second person.
        Invalid: the document or its scan is missing or wrong, the number is taken, or the new
            licence does not begin and end after the old one.
    """
    old: Licence = begin(ENTER_RENEWED, licence_id, actor, on)
    document = Document(Letter(document_no, document_on, document_issuer), file)
    values = {"number": number, "issued_on": issued_on, "expires_on": expires_on}
    if wrong := wrong_in_document(document, on) | wrong_in_renewal(values, old):
        raise Invalid(fields=wrong)
    done: Licence = enter_document(
        RENEWAL_ENTRY, old, document, values, "", actor=actor, on=on, at=at
    )
    return done


@transaction.atomic
def renew_by_list(
    *,
    licence_id: int,
    number: str,
    issued_on: date,
    expires_on: date,
    source: RegisterImport,
    actor: Principal,
    on: date,
    at: datetime,
) -> Licence:
    """
    Enter a new licence from the regulator's list, whose sealed file with its letter is its paper.

    The list was confirmed as a whole, by the deputy where its letter is of an earlier day.

    Raises:
        NotPermitted: the actor's role may not edit licences.
        IllegalMove: it is too early, or the licence has ended otherwise.
        Invalid: the number is taken, or the new licence does not begin and end after the old one.
    """
    old: Licence = begin(ENTER_RENEWED, licence_id, actor, on)
    values = {"number": number, "issued_on": issued_on, "expires_on": expires_on}
    basis = Basis(
        {name: getattr(source, name) for name in HEAD},
        {"file": (None, source.file_name), "sha256": (None, source.sha256)},
    )
    return _renew(old, plain(values), basis, actor, on, at, source_list=source.pk)


def open_words(old: Licence, on: date) -> str:
    """Return what stays open although the regulator renewed the licence, as one text."""
    with translation.override("fa"):
        return " ".join(open_at_renewal(old, on))


def _renew(
    old: Licence,
    values: Values,
    basis: Basis,
    actor: Principal,
    on: date,
    at: datetime,
    source_list: int | None = None,
) -> Licence:
    """
    Let the new licence follow the old one, on the basis of its document or of its list.

    Raises:
        Invalid: the number is taken, or the new licence does not begin after the old one.
    """
    first, last = (date.fromisoformat(values[name]) for name in ("issued_on", "expires_on"))
    new, changes = replace_licence(
        old, LicenceState.RENEWED, old.holder, values["number"], first, last,
        on=on, source_list=source_list, **basis.number_and_day,
    )  # fmt: skip
    changes |= basis.changes
    warning = open_words(old, on)
    record(actor=actor, verb="licence.renewed", target=old, changes=changes, note=warning, at=at)
    return new


def term_words(old: Licence, values: Values) -> Sequence[tuple[str, str]]:
    """Return what the second person reads of a licence and of the one that follows it."""
    first, last = (date.fromisoformat(values[name]) for name in ("issued_on", "expires_on"))
    return [
        (_("Licence"), old.number),
        (_("number of the new licence"), values["number"]),
        (_("issued on"), persian_digits(short(first))),
        (_("expires on"), persian_digits(short(last))),
    ]


def renewal_words(old: Licence, values: Values) -> Sequence[tuple[str, str]]:
    """Return what the second person reads of a renewal, with what stays open all the same."""
    still_open = open_at_renewal(old, date.fromisoformat(values["entered_on"]))
    return [*term_words(old, values), *((_("stays open"), text) for text in still_open)]


RENEWAL_ENTRY = Entry(
    act=ENTER_RENEWED,
    perform=_renew,
    row=lambda old, values: new_scan(old, LicencePaper.RENEWAL),
    words=renewal_words,
    model="offices.licence",
)
RENEWAL_KIND = pending_kind(RENEWAL_ENTRY)

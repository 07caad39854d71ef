"""
What is wrong with the entries of the register, by field, all of it at once.

Each function judges what was typed so far, so that a page names these beside what its form finds;
the action asks the same function of the whole entry.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import identifiers, jalali
from core.crypto import blind_index
from core.papers.heads import Letter, wrong_in_letter
from core.persian import display_safe, latin_digits
from offices.facts.letters import needs_document
from offices.models import HolderKind, Licence, LicenceHolder, Office, OfficeKind
from offices.states import LicenceState, OfficeState
from territory.models import Division

Typed = Mapping[str, Any]
Wrong = dict[str, list[str]]
# A longer one is a slip of the year: the regulator gives licences for five years.
LONGEST_LICENCE = timedelta(days=3653)
LONGEST_PAUSE = timedelta(days=731)
PAUSES = frozenset({OfficeState.TEMPORARILY_CLOSED, OfficeState.SUSPENDED})


def wrong_in_code(code: str) -> Wrong:
    """Return what is wrong with the code of a new office: its form, or another one has it."""
    try:
        clean = identifiers.clean_office_code(code)
    except ValidationError as error:
        return {"code": error.messages}
    if Office.objects.filter(code=clean).exists():
        return {"code": [_("An office of this code is in the register.")]}
    return {}


def wrong_in_places(county: int | None, district: int | None, place: int | None) -> Wrong:
    """Return that a district or place does not lie in the county, all by their keys."""
    wanted = {name: pk for name, pk in (("district", district), ("place", place)) if pk}
    if not county or not wanted:
        return {}
    parts = Division.objects.inside(Division.objects.get(pk=county))
    inside = set(parts.filter(pk__in=wanted.values()).values_list("pk", flat=True))
    text = _("This is not a part of the chosen county.")
    return {name: [text] for name, pk in wanted.items() if pk not in inside}


def wrong_in_licence(typed: Typed, old: Licence | None = None) -> Wrong:
    """Return what is wrong with a licence, which may follow an `old` one."""
    wrong: Wrong = {}
    first, last = typed.get("issued_on"), typed.get("expires_on")
    number = latin_digits(display_safe(typed.get("number") or ""))
    if first and old is not None and first <= old.issued_on:
        wrong["issued_on"] = [_("The new licence begins after the old one.")]
    if first and last and last < first:
        wrong["expires_on"] = [_("The expiry lies before the day of issue.")]
    elif first and last and last - first > LONGEST_LICENCE:
        wrong["expires_on"] = [_("A licence is given for ten years at most; check the year.")]
    if number and Licence.objects.filter(number=number).exists():
        wrong["number"] = [_("A licence of this number is in the register.")]
    return wrong


def wrong_in_renewal(typed: Typed, old: Licence) -> Wrong:
    """Return what is wrong with the licence that renews an `old` one: it also ends later."""
    wrong, last = wrong_in_licence(typed, old), typed.get("expires_on")
    if last and "expires_on" not in wrong and last <= old.expires_on:
        text = _("The licence runs until {day} already; a renewal ends later.")
        wrong["expires_on"] = [text.format(day=jalali.long(old.expires_on))]
    return wrong


def wrong_in_suspension(licence: Licence, typed: Typed, on: date) -> Wrong:
    """Return what is wrong with the last day of a suspension."""
    last, until = licence.expires_on, typed.get("suspended_until")
    if typed.get("state") != LicenceState.SUSPENDED or "suspended_until" not in typed:
        return {}
    if until is None or until < on:
        return {"suspended_until": [_("A suspension has a last day, not before its first.")]}
    if until > max(last, on):
        text = _("The licence itself ends on {day}; its suspension does not run longer.")
        return {"suspended_until": [text.format(day=jalali.long(last))]}
    return {}


def wrong_in_state(office: Office, typed: Typed, on: date) -> Wrong:
    """Return what the next state of an office lacks, and the document that it may rest on."""
    wrong, state = _wrong_in_pause(typed, on), typed.get("state")
    document_on, number = typed.get("document_on"), typed.get("document_no")
    if document_on is not None and document_on > on:
        wrong["document_on"] = [_("The document cannot be of a later day than today.")]
    if state == OfficeState.REVOKED and number is not None and not number.strip():
        wrong["document_no"] = [_("Write the number of the document on which this rests.")]
    if not typed.get("reason", "-").strip():
        wrong["reason"] = [_("Write the reason.")]
    if state and needs_document(office, state, on):
        return _wrong_in_document(typed, on) | wrong
    if state and typed.get("file"):
        wrong["file"] = [_("This change rests on no document; leave the file empty.")]
    return wrong


def _wrong_in_pause(typed: Typed, on: date) -> Wrong:
    if typed.get("state") not in PAUSES or "ends_on" not in typed:
        return {}
    last = typed["ends_on"]
    if last is None:
        return {"ends_on": [_("Write the last day of it.")]}
    if last < on:
        return {"ends_on": [_("The last day lies before the first.")]}
    if last - on > LONGEST_PAUSE:
        return {"ends_on": [_("This is planned for two years at most; check the year.")]}
    return {}


def _wrong_in_document(typed: Typed, on: date) -> Wrong:
    number, issuer = typed.get("document_no") or "", typed.get("document_issuer") or ""
    wrong = wrong_in_letter(Letter(number, typed.get("document_on"), issuer), on)
    if typed.get("file", True) is None:
        wrong["file"] = [_("Attach the scan of the document.")]
    return {name: texts for name, texts in wrong.items() if name in typed}


def wrong_in_identity(typed: Typed) -> Wrong:
    """Return what is wrong with the numbers of a holder, and that its kind has none."""
    wrong: Wrong = {}
    is_legal = typed.get("kind") == HolderKind.LEGAL
    legal_id, national_id = typed.get("legal_id"), typed.get("national_id")
    try:
        if is_legal and legal_id:
            identifiers.clean_legal_id(legal_id)
    except ValidationError as error:
        wrong["legal_id"] = error.messages
    try:
        if national_id:
            identifiers.clean_national_id(national_id)
    except ValidationError as error:
        wrong["national_id"] = error.messages
    return wrong


def wrong_in_new_holder(typed: Typed) -> Wrong:
    """Return what is wrong with the numbers of a holder who is to be registered."""
    wrong, holders = wrong_in_identity(typed), LicenceHolder.objects.all()
    legal_id, national_id = typed.get("legal_id"), typed.get("national_id")
    name = "legal_id" if typed.get("kind") == HolderKind.LEGAL else "national_id"
    if wrong or not typed.get(name):
        return wrong
    if name == "legal_id":
        holders = holders.filter(legal_id=identifiers.clean_legal_id(legal_id or ""))
    else:
        index = blind_index(identifiers.clean_national_id(national_id or ""))
        holders = holders.filter(kind=HolderKind.NATURAL, national_id_index=index)
    if holders.exists():
        return {name: [_("A holder of this number is in the register.")]}
    return {}


def wrong_in_known_holder(typed: Typed) -> Wrong:
    """Return what is wrong with the number by which a holder is found."""
    name = "legal_id" if typed.get("kind") == HolderKind.LEGAL else "national_id"
    if typed.get("kind") and name in typed and not typed[name].strip():
        return {name: [_("The holder is known by this number; write it.")]}
    return wrong_in_identity(typed)


def wrong_in_kind(typed: Typed, office: Office) -> Wrong:
    """Return that a person holds no urban licence (DOMAIN B1 [S21][S22])."""
    if typed.get("kind") == HolderKind.NATURAL and office.kind == OfficeKind.URBAN:
        return {"kind": [_("An urban licence is held by a legal entity only.")]}
    return {}

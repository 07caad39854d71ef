"""Documents on which an office came to its state: when one is needed, and where it is read."""

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.principal import Principal, may
from accounts.roles import Permission
from offices.models import Licence, Office, OfficeLetter
from offices.states import LicenceState, OfficeState

# A suspension that ends before its planned last day needs a document, too.
DOCUMENTED = frozenset(
    {
        OfficeState.TEMPORARILY_CLOSED,
        OfficeState.INACTIVE,
        OfficeState.SUSPENDED,
        OfficeState.REVOKED,
        OfficeState.CLOSED,
    }
)


def needs_document(office: Office, state: str, on: date) -> bool:
    """
    Tell whether an office comes to a state by a sealed document.

    The letter that cancelled the licence carries the revocation of the office, too.
    """
    if state == OfficeState.REVOKED:
        return not Licence.objects.filter(office=office, state=LicenceState.CANCELLED).exists()
    if state == OfficeState.ACTIVE and office.state == OfficeState.SUSPENDED:
        last = office.intervals.filter(state=office.state).order_by("-starts_on").first()
        return last is None or last.planned_until is None or last.planned_until >= on
    return state in DOCUMENTED


def letters_of(office: Office, actor: Principal) -> list[dict[str, Any]]:
    """Return the documents on the states of an office, newest first, for those who open them."""
    if not may(actor, Permission.EVIDENCE_READ):
        return []
    letters = OfficeLetter.objects.visible_to(actor).filter(office=office).order_by("-pk")
    return [
        {"url": reverse("offices:letter", args=[letter.public_id]), "letter": letter}
        for letter in letters[:12]
    ]

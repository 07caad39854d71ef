"""The letter by which an office is revoked: with whom it is kept, and where it is read."""

from typing import Any

from django.urls import reverse

from accounts.principal import Principal, may
from accounts.roles import Permission
from offices.models import Licence, Office, OfficeLetter
from offices.states import LicenceState, OfficeState


def needs_letter(office: Office) -> bool:
    """Tell whether a revocation keeps its letter with the office: no cancelled licence has it."""
    return not Licence.objects.filter(office=office, state=LicenceState.CANCELLED).exists()


def letter_of(office: Office, actor: Principal) -> dict[str, Any] | None:
    """Return the letter that revoked an office for those who may open it; at most one query."""
    if office.state != OfficeState.REVOKED or not may(actor, Permission.EVIDENCE_READ):
        return None
    letter = OfficeLetter.objects.visible_to(actor).filter(office=office).first()
    if letter is None:
        return None
    return {"url": reverse("offices:letter", args=[letter.public_id]), "kept_on": letter.kept_on}

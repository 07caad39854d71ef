"""
Receipts of an earlier day: of a contract's notice, and of the records above that rest on one.

One person enters the receipt, another confirms the service (docs/adr/0047-paper-of-an-earlier-day).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.principal import Principal
from approvals.facts import is_as_proposed
from approvals.models import PendingAct
from contracts.rules import isolated
from core.jalali import short
from core.persian import persian_digits
from notices.facts import scan_url
from notices.models import Dispatch, Letter

# So much of a seal is compared by eye; the whole one is in the fingerprint of what is confirmed.
SEAL_SHOWN = 12


def still_valid(pending: PendingAct | None) -> PendingAct | None:
    """Return a proposal that can be confirmed; None where there is none, or it is void."""
    return pending if pending is not None and is_as_proposed(pending) else None


def why_entered(pending: PendingAct | None, actor: Principal) -> str:
    """
    Return why no other receipt is entered while a proposal is undecided; "" where one can be.

    A void proposal of the actor's own is withdrawn with the new one.
    """
    if pending is None:
        return ""
    if still_valid(pending) is not None:
        return _("The service has been entered already and waits for its second person.")
    if pending.proposed_by == actor.user_id:
        return ""
    return _(
        "An earlier entry of a service is void, because the notice has changed: who entered it"
        " withdraws it, or its second person refuses it."
    )


def banner_of(service: PendingAct | None, actor: Principal) -> dict[str, Any]:
    """Return a service that waits, as pages show it, with its address for who may open it."""
    if service is None:
        return {}
    seen = PendingAct.objects.visible_to(actor).filter(pk=service.pk).exists()
    return {"service": service, "service_url": service.get_absolute_url() if seen else ""}


def seals_of(arguments: Mapping[str, Any]) -> list[str]:
    """Return the seal of the receipt of a proposal, which its confirmation rests on."""
    found = Dispatch.objects.filter(public_id=arguments["receipt"])
    return list(found.values_list("scan_sha256", flat=True))


def receipt_in_words(
    label: str, record: Any, arguments: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """Return what the second person reads; `record` has a number and an office."""
    (seal,) = seals_of(arguments)
    return [
        (label, isolated(record.number)),
        (_("Office"), f"{record.office.name} ({persian_digits(record.office.code)})"),
        (_("Served on"), persian_digits(short(date.fromisoformat(arguments["day"])))),
        (_("Entered on"), persian_digits(short(date.fromisoformat(arguments["entered_on"])))),
        (_("Proof of service"), arguments["text"]),
        (_("Seal of the receipt"), seal[:SEAL_SHOWN]),
    ]


def receipt_links(
    record: Any, arguments: Mapping[str, Any], actor: Principal
) -> list[tuple[str, str]]:
    """Return the scan of the receipt of a proposal, where the actor opens it: name and address."""
    found = Dispatch.objects.visible_to(actor).filter(public_id=arguments["receipt"])
    return [
        (isolated(letter.number), url)
        for letter in Letter.objects.filter(dispatches__in=found)
        if (url := scan_url(letter, arguments["receipt"], actor))
    ]

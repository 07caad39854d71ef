"""Who is notified when the state of an office or of its licence changes."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.roles import Role
from approvals.models import PendingAct
from audit.models import AuditEvent
from notices.facts.kinds import Audience, Kind, News
from notices.states import Topic
from offices.models import LicenceScan, Office, OfficeLetter


def office_of(target: str) -> Office | None:
    """Return the office with this public id, or the one whose licence has it."""
    return Office.objects.filter(Q(public_id=target) | Q(licences__public_id=target)).first()


def news_of(office: Office, audiences: Iterable[Audience]) -> News:
    """Return news that leads to the page of an office."""
    return News(
        record=office,
        values={"office": f"{office.code} {office.name}"},
        url=office.get_absolute_url(),
        audiences=audiences,
    )


def _of_operators(target: str) -> News | None:
    """Return the news for those who run the office."""
    office = office_of(target)
    if office is None:
        return None
    return news_of(office, [Audience(Role.OPERATOR, office.public_id)])


def _of_renewal(target: str) -> News | None:
    """Return the news for those who run the office, and for the secretariat."""
    office = office_of(target)
    if office is None:
        return None
    audiences = [Audience(Role.OPERATOR, office.public_id), Audience(Role.SECRETARIAT)]
    return news_of(office, audiences)


def _paper_of(scans: Any) -> str:
    """Return which paper a document is: that of a renewal, of a suspension, of a closure."""
    with override("fa"):
        for scan in scans:
            if isinstance(scan, LicenceScan):
                return str(scan.get_paper_display())
            return str(scan.get_state_display())
    return ""


def _proposed(event: AuditEvent) -> News | None:
    """Return the news for an office of a document that waits; it says which paper it is."""
    news = _of_operators(event.target_id)
    if news is None:
        return None
    (_before, digest) = event.changes["scan_sha256"]
    model: Any = LicenceScan if event.verb.startswith("licence.") else OfficeLetter
    office = "licence__office" if model is LicenceScan else "office"
    found = model.objects.filter(scan_sha256=digest, **{office: news.record}).order_by("-pk")[:1]
    return replace(news, values={**news.values, "paper": _paper_of(found)})


def _ended(target: str) -> News | None:
    """Return the news for an office of how the proposal of such a document ended, and why."""
    pending = PendingAct.objects.filter(public_id=target, act__in=PROPOSABLE).first()
    news = _of_operators(str(pending.target_id)) if pending else None
    if pending is None or news is None:
        return None
    scan = pending.arguments.get("scan")
    found = [
        *LicenceScan.objects.filter(public_id=scan),
        *OfficeLetter.objects.filter(public_id=scan),
    ]
    more = {"paper": _paper_of(found), "reason": pending.reason or "–"}
    return replace(news, values={**news.values, **more})


# Acts that the deputy confirms where their document is of an earlier day.
PROPOSABLE = (
    "licence.sanction", "licence.enter-renewed", "licence.transfer", "office.change-state",
)  # fmt: skip
# How such a proposal ends without effect; of a confirmed one its own act says it.
WITHOUT_EFFECT: tuple[tuple[str, Any, str, str], ...] = (
    ("refused", _("{paper}: the deputy refused the document; it has no effect"), "refused",
     "danger"),
    ("expired", _("{paper}: nobody confirmed the document in time; it has no effect"), "deadline",
     "warn"),
    ("withdrawn", _("{paper}: the document was withdrawn by who entered it; it has no effect"),
     "undo-2", "warn"),
    ("voided", _("{paper}: the document has no effect any more; it is to be entered anew"),
     "refused", "warn"),
)  # fmt: skip
SEE = _("See the office")
# Verbs after which an office may not work as before; the agencies of its contracts hear of them.
HALTING = (
    "office.suspended", "office.revoked", "office.closed", "office.temporarily_closed",
    "licence.suspended", "licence.cancelled",
)  # fmt: skip
# The verb, its topic, the sentence, and how it is marked.
CHANGES: tuple[tuple[str, Topic, Any, str, str], ...] = (
    ("office.suspended", Topic.SERVICE, _("Your office was suspended"), "danger", "danger"),
    ("office.revoked", Topic.SERVICE, _("The permission of your office was revoked"), "danger",
     "danger"),
    ("office.closed", Topic.WORK, _("Your office was closed for good"), "danger", "warn"),
    ("office.temporarily_closed", Topic.WORK, _("Your office was closed for a time"), "deadline",
     "warn"),
    ("office.inactive", Topic.WORK, _("Your office was noted as inactive"), "agency", "warn"),
    ("office.active", Topic.WORK, _("Your office is active"), "ok", "ok"),
    ("licence.suspended", Topic.SERVICE, _("Your licence was suspended"), "licence", "danger"),
    ("licence.cancelled", Topic.SERVICE, _("Your licence was cancelled"), "licence", "danger"),
    ("licence.reinstated", Topic.WORK, _("Your licence is valid again"), "licence", "ok"),
    ("licence.issued", Topic.WORK, _("A licence of your office was entered"), "licence", "ok"),
    ("licence.renewed", Topic.WORK, _("Your licence was renewed"), "licence", "ok"),
    ("licence.transferred", Topic.SERVICE, _("The licence of your office was transferred"),
     "licence", "warn"),
)  # fmt: skip
ALL = (
    *(
        Kind(
            verb, topic, title, find=_of_operators, detail="{office}", act=SEE, icon=icon,
            tone=tone,
        )
        for verb, topic, title, icon, tone in CHANGES
    ),
    *(
        Kind(
            verb, Topic.SERVICE, title, find_in=_proposed, detail="{office}", act=SEE, icon=icon,
            tone="warn",
        )
        for verb, title, icon in (
            ("licence.document_proposed",
             _("{paper}: a document about the licence of your office waits for the deputy"),
             "licence"),
            ("office.document_proposed",
             _("{paper}: a document about the state of your office waits for the deputy"),
             "deadline"),
        )
    ),
    *(
        Kind(
            f"pending.{end}/register", Topic.SERVICE, title, verb=f"pending.{end}", find=_ended,
            detail=_("{office} · {reason}"), act=SEE, icon=icon, tone=tone,
        )
        for end, title, icon, tone in WITHOUT_EFFECT
    ),
    Kind(
        "licence.renewal_requested", Topic.WORK, _("Renewal of a licence was asked for"),
        find=_of_renewal, detail="{office}", act=SEE, icon="licence",
    ),
)  # fmt: skip

"""Who is notified when the state of an office or of its licence changes."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from notices.facts.kinds import Audience, Kind, News
from notices.states import Topic
from offices.models import Office


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
    ("licence.document_proposed", Topic.SERVICE,
     _("A document about the licence of your office waits for confirmation"), "licence", "warn"),
    ("office.document_proposed", Topic.SERVICE,
     _("A document about the state of your office waits for confirmation"), "deadline", "warn"),
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
    Kind(
        "licence.renewal_requested", Topic.WORK, _("Renewal of a licence was asked for"),
        find=_of_renewal, detail="{office}", act=SEE, icon="licence",
    ),
)  # fmt: skip

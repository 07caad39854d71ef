"""Who is told that the state of an office or of its licence has changed."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from notices.facts.kinds import Audience, Kind, News
from notices.states import Topic
from offices.models import Licence, Office


def of_office(*provincial: Role) -> Callable[[str], News | None]:
    """Return a reader of news of an office for those who run it, and for roles of the province."""

    def find(target: str) -> News | None:
        office = Office.objects.filter(public_id=target).first()
        return None if office is None else news_of(office, _audiences(office, provincial))

    return find


def of_licence(*provincial: Role) -> Callable[[str], News | None]:
    """Return a reader of news of a licence for those who run its office, and for the province."""

    def find(target: str) -> News | None:
        licence = Licence.objects.select_related("office").filter(public_id=target).first()
        return None if licence is None else news_of(
            licence.office, _audiences(licence.office, provincial)
        )  # fmt: skip

    return find


def _audiences(office: Office, provincial: Iterable[Role]) -> list[Audience]:
    return [Audience(Role.OPERATOR, office.public_id), *map(Audience, provincial)]


def news_of(office: Office, audiences: Iterable[Audience]) -> News:
    """Return news that leads to the page of an office."""
    return News(
        record=office,
        values={"office": f"{office.code} {office.name}"},
        url=office.get_absolute_url(),
        audiences=audiences,
    )


SEE = _("See the office")
# Verbs after which an office may not work as before; the agencies of its contracts hear of them.
HALTING = (
    "office.suspended", "office.revoked", "office.closed", "office.temporarily_closed",
    "licence.suspended", "licence.cancelled",
)  # fmt: skip
ALL = (
    Kind(
        "office.suspended", Topic.SERVICE, _("Your office was suspended"), find=of_office(),
        detail="{office}", act=SEE, icon="danger", tone="danger",
    ),
    Kind(
        "office.revoked", Topic.SERVICE, _("The permission of your office was revoked"),
        find=of_office(), detail="{office}", act=SEE, icon="danger", tone="danger",
    ),
    Kind(
        "office.closed", Topic.WORK, _("Your office was closed for good"), find=of_office(),
        detail="{office}", act=SEE, icon="danger", tone="warn",
    ),
    Kind(
        "office.temporarily_closed", Topic.WORK, _("Your office was closed for a time"),
        find=of_office(), detail="{office}", act=SEE, icon="deadline", tone="warn",
    ),
    Kind(
        "office.inactive", Topic.WORK, _("Your office was noted as inactive"), find=of_office(),
        detail="{office}", act=SEE, icon="agency", tone="warn",
    ),
    Kind(
        "office.active", Topic.WORK, _("Your office is active"), find=of_office(),
        detail="{office}", act=SEE, icon="ok", tone="ok",
    ),
    Kind(
        "licence.suspended", Topic.SERVICE, _("Your licence was suspended"), find=of_licence(),
        detail="{office}", act=SEE, icon="licence", tone="danger",
    ),
    Kind(
        "licence.cancelled", Topic.SERVICE, _("Your licence was cancelled"), find=of_licence(),
        detail="{office}", act=SEE, icon="licence", tone="danger",
    ),
    Kind(
        "licence.reinstated", Topic.WORK, _("Your licence is valid again"), find=of_licence(),
        detail="{office}", act=SEE, icon="licence", tone="ok",
    ),
    Kind(
        "licence.issued", Topic.WORK, _("A licence of your office was entered"),
        find=of_licence(), detail="{office}", act=SEE, icon="licence", tone="ok",
    ),
    Kind(
        "licence.renewed", Topic.WORK, _("Your licence was renewed"), find=of_licence(),
        detail="{office}", act=SEE, icon="licence", tone="ok",
    ),
    Kind(
        "licence.transferred", Topic.SERVICE, _("The licence of your office was transferred"),
        find=of_licence(), detail="{office}", act=SEE, icon="licence", tone="warn",
    ),
    Kind(
        "licence.renewal_requested", Topic.WORK, _("Renewal of a licence was asked for"),
        find=of_licence(Role.SECRETARIAT), detail="{office}", act=SEE, icon="licence",
    ),
)  # fmt: skip

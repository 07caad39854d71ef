"""Who is told of the end of an import, and of a membership that was noted."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.states import Topic
from offices.facts import state_news
from offices.models import Office, RegisterImport


def of_import(target: str) -> News | None:
    """Return the news of an import for the person who brought its file."""
    batch = RegisterImport.objects.filter(public_id=target).first()
    if batch is None:
        return None
    return News(
        record=batch,
        values={"file": batch.file_name},
        url=batch.get_absolute_url(),
        audiences=(),
        user_ids=frozenset({batch.uploaded_by}),
    )


def of_declaration(target: str) -> News | None:
    """Return the news of a declaration for those who confirm it: the office, the secretariat."""
    office = Office.objects.filter(public_id=target).first()
    if office is None:
        return None
    return News(
        record=office,
        values={"office": f"{office.code} {office.name}"},
        url=reverse("offices:membership", args=[office.code]),
        audiences=[Audience(Role.OPERATOR, office.public_id), Audience(Role.SECRETARIAT)],
        acting=frozenset({Role.OPERATOR, Role.SECRETARIAT}),
    )


def of_answer(target: str) -> News | None:
    """Return the news of a confirmed or declined membership: for the office, the association."""
    news = of_membership(target)
    if news is None:
        return None
    return replace(news, audiences=[*news.audiences, Audience(Role.ASSOCIATION)])


def of_membership(target: str) -> News | None:
    """Return the news of a membership for those who run the office."""
    office = Office.objects.filter(public_id=target).first()
    if office is None:
        return None
    return News(
        record=office,
        values={"office": f"{office.code} {office.name}"},
        url=office.get_absolute_url(),
        audiences=[Audience(Role.OPERATOR, office.public_id)],
    )


ALL = (
    Kind(
        "office.membership_declared", Topic.SERVICE,
        _("The association declares your office a member: confirm or decline"),
        find=of_declaration,
        detail=_("{office} · With the confirmation it sees its staff, its contracts, and its cases"
                 " once they are served; before that nothing."),
        act=_("Confirm or decline"), icon="agency", tone="warn",
    ),
    Kind(
        "office.joined", Topic.WORK, _("The office is a member of the association"),
        find=of_answer,
        detail=_("{office} · It sees its staff, and its cases once they are served."),
        act=_("See the office"), icon="agency", tone="info",
    ),
    Kind(
        "office.membership_declined", Topic.ANSWER,
        _("The membership in the association was declined"), find=of_answer, detail="{office}",
        act=_("See the office"), icon="agency", tone="info",
    ),
    Kind(
        "office.left", Topic.WORK, _("The association has noted that your office has left it"),
        find=of_membership,
        detail=_("{office} · It does not see its staff and its cases any more."),
        act=_("See the office"), icon="agency", tone="info",
    ),
    Kind(
        "import.applied", Topic.SYSTEM, _("Your import is in the register"), find=of_import,
        detail="{file}", act=_("See the result"), icon="import", tone="ok", tells_actor=True,
    ),
    Kind(
        "import.refused", Topic.SYSTEM, _("Your file could not be taken in"), find=of_import,
        detail="{file}", act=_("See why"), icon="refused", tone="danger", tells_actor=True,
    ),
)  # fmt: skip


def register() -> None:
    """Say who is told of the end of an import, and of a membership."""
    for kind in (*ALL, *state_news.ALL):
        KINDS.add(kind)

"""Who is told of the end of an import, and of a membership that was noted."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import RoleGrant
from accounts.roles import Role
from audit.models import AuditEvent
from notices.facts.access import grant_of, is_of_another, news_of_grant
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
        values={"file": batch.file_name, **_sums_of(batch)},
        url=batch.get_absolute_url(),
        audiences=(),
        user_ids=frozenset({batch.uploaded_by}),
    )


def _sums_of(batch: RegisterImport) -> dict[str, str]:
    """Return how many rows an import made, changed and left out."""
    counts = batch.counts
    left = counts.get("wrong", 0) + counts.get("skip", 0)
    return {"made": str(counts.get("insert", 0)), "changed": str(counts.get("update", 0)),
            "left": str(left)}  # fmt: skip


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


def of_operator(event: AuditEvent) -> News | None:
    """Return the news of an operator who came or left: for the others, and the secretariat."""
    grant = grant_of(event)
    office = _office_of(grant)
    if grant is None or office is None:
        return None
    audiences = [Audience(Role.OPERATOR, office.public_id), Audience(Role.SECRETARIAT)]
    return news_of_grant(event, grant, office.get_absolute_url(), audiences)


def of_operator_of_member(event: AuditEvent) -> News | None:
    """Return the same news for the association, which reads names of its members' people alone."""
    grant = grant_of(event)
    office = _office_of(grant)
    if grant is None or office is None:
        return None
    news = news_of_grant(event, grant, office.get_absolute_url(), [Audience(Role.ASSOCIATION)])
    if office.is_member:
        return news
    with override("fa"):
        return replace(news, values={**news.values, "person": str(_("one person"))})


def _office_of(grant: RoleGrant | None) -> Office | None:
    if grant is None or grant.role != Role.OPERATOR or grant.scope_id is None:
        return None
    return Office.objects.filter(public_id=grant.scope_id).first()


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
        detail=_("{file} · new: {made}, changed: {changed}, left out: {left}"),
        act=_("See the result"), icon="import", tone="ok", tells_actor=True,
    ),
    Kind(
        "import.refused", Topic.SYSTEM, _("Your file could not be taken in"), find=of_import,
        detail="{file}", act=_("See why"), icon="refused", tone="danger", tells_actor=True,
    ),
)  # fmt: skip


# The verb, what happened to the operator, and the rest of the sentence.
_CAME = _("{body} · from {from_on} · letter {letter} · by {name}")
_LEFT = _("{body} · {moment} · letter {letter} · by {name}")
OPERATORS = tuple(
    Kind(
        f"{verb}/{whom}", Topic.SECURITY, title, verb=verb, find_in=find, detail=detail,
        act=_("See the office"), icon="users", tone="warn", sees=is_of_another,
    )
    for verb, title, detail in (
        ("role.granted", _("{person} was given the role of an operator of the office"), _CAME),
        ("role.ended", _("{person} is no operator of the office any more"), _LEFT),
        ("role.voided", _("{person} does not become an operator of the office"), _LEFT),
    )
    for whom, find in (("office", of_operator), ("association", of_operator_of_member))
)  # fmt: skip


def register() -> None:
    """Say who is told of the end of an import, and of a membership."""
    for kind in (*ALL, *OPERATORS, *state_news.ALL):
        KINDS.add(kind)

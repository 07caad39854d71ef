"""Who is told of accounts: that one asks for access, that a sign-in was reset (design: UI 11)."""

from collections.abc import Iterable

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import RoleGrant, User
from accounts.principal import Principal, may
from accounts.roles import ROLE_LABELS, Permission, Role, ScopeKind
from accounts.without import moment_in_words
from audit.models import AuditEvent
from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.states import Topic


def _about(target: str, *roles: Role, acting: frozenset[Role] = frozenset()) -> News | None:
    """Tell some roles of a person, on the page of the account."""
    person = User.objects.filter(public_id=target).first()
    if person is None:
        return None
    return News(
        record=person,
        values={"name": person.full_name},
        url=reverse("accounts:user", args=[person.public_id]),
        audiences=[Audience(role) for role in roles],
        acting=acting,
    )


def _asked(target: str) -> News | None:
    return _about(target, Role.PLATFORM_ADMIN, acting=frozenset({Role.PLATFORM_ADMIN}))


ASKED = Kind(
    "user.asked_access", Topic.WORK, _("{name} asks for access"), find=_asked,
    detail=_("The page and the reason are in the history of the account."),
    act=_("Open the account"), icon="lock", tone="warn",
    sees=lambda principal, _person: may(principal, Permission.USER_GRANT),
)  # fmt: skip


def _renewed(event: AuditEvent) -> News | None:
    """Tell the person himself, who sees so that nobody else went in under his name."""
    person = User.objects.filter(public_id=event.target_id).first()
    if person is None:
        return None
    return News(
        record=person,
        values={"name": event.actor_name},
        url=reverse("accounts:settings"),
        audiences=[],
        user_ids=frozenset({person.pk}),
    )


def agencies_of(person: User) -> list[Audience]:
    """Return the managers of the agencies for which a person has a role that has not ended."""
    held = person.grants.filter(scope_kind=ScopeKind.AGENCY, ended_at=None)
    scopes = held.values_list("scope_id", flat=True).distinct()
    return [Audience(Role.AGENCY_MANAGER, scope_id) for scope_id in scopes]


def _renewed_for_agency(target: str) -> News | None:
    """Tell the managers of the person's agencies, who see no page of accounts."""
    person = User.objects.filter(public_id=target).first()
    if person is None:
        return None
    return News(
        record=person,
        values={"name": person.full_name},
        url=reverse("accounts:settings"),
        audiences=agencies_of(person),
    )


def _renewed_of(target: str) -> News | None:
    """Tell those who look after accounts, so that no reset is known to one alone."""
    return _about(target, Role.PLATFORM_ADMIN, Role.AUDITOR)


RENEWED = Kind(
    "user.renewed", Topic.SECURITY, _("Your sign-in was reset"), find_in=_renewed,
    detail=_("By {name}, who gave a one-time key. Did you not ask for it? Tell the support."),
    icon="key", tone="warn", sees=lambda principal, person: principal.user_id == person.pk,
)  # fmt: skip
RENEWALS = (
    Kind(
        "user.renewed/agency", Topic.SECURITY,
        _("The sign-in of {name}, who works for your agency, was reset"),
        verb="user.renewed", find=_renewed_for_agency,
        detail=_("Did {name} not ask for it? Tell the support."), icon="key", tone="warn",
        sees=lambda principal, person: principal.user_id != person.pk,
    ),
    Kind(
        "user.renewal_proposed", Topic.SECURITY, _("The reset of your sign-in was proposed"),
        find_in=_renewed, icon="key", tone="warn",
        detail=_("By {name}; another admin confirms it. Did you not ask for it? Tell the support."),
        sees=lambda principal, person: principal.user_id == person.pk,
    ),
    Kind(
        "user.renewal_proposed/others", Topic.SECURITY,
        _("The reset of a sign-in waits for another admin"),
        verb="user.renewal_proposed", find=_renewed_of,
        detail=_("{name}; by whom, and how the identity was checked, is in the account's history."),
        icon="key", sees=lambda principal, person: principal.user_id != person.pk,
    ),
    Kind(
        "user.renewal_proposed/agency", Topic.SECURITY,
        _("The reset of the sign-in of {name}, who works for your agency, was proposed"),
        verb="user.renewal_proposed", find=_renewed_for_agency,
        detail=_("Did {name} not ask for it? Tell the support."), icon="key", tone="warn",
        sees=lambda principal, person: principal.user_id != person.pk,
    ),
)  # fmt: skip
RENEWED_OF = Kind(
    "user.renewed/others", Topic.SECURITY, _("The sign-in of a user was reset"),
    verb="user.renewed", find=_renewed_of,
    detail=_("{name}; by whom, and how the identity was checked, is in the account's history."),
    icon="key", sees=lambda principal, person: principal.user_id != person.pk,
)  # fmt: skip


def _of_role(event: AuditEvent) -> News | None:
    """Tell the person of a role, also where it was the only one or begins later."""
    person = User.objects.filter(public_id=event.target_id).first()
    if person is None:
        return None
    before, after = event.changes["role"]
    role, _space, scope = str(after or before).partition(" ")
    with override("fa"):
        label = " · ".join(filter(None, [str(ROLE_LABELS[Role(role)]), scope]))
        moment = moment_in_words(event.at)
    begins = event.changes.get("starts_on", [None, None])
    letter = event.changes.get("letter_no", [None, None])
    return News(
        record=person,
        values={
            "name": event.actor_name,
            "role": label,
            "reason": event.note or "–",
            "from_on": str(begins[1] or begins[0] or ""),
            "moment": moment,
            "letter": str(letter[1] or "–"),
        },
        url=reverse("accounts:settings"),
        audiences=[],
        user_ids=frozenset({person.pk}),
        needs_role=False,
    )


def grant_of(event: AuditEvent) -> RoleGrant | None:
    """Return the grant of which an event tells that it was given or ended."""
    before, after = event.changes["role"]
    role, _space, scope = str(after or before).partition(" ")
    grants = RoleGrant.objects.filter(user__public_id=event.target_id, role=role, scope_label=scope)
    return grants.select_related("user").order_by("-pk").first()


def news_of_grant(
    event: AuditEvent, grant: RoleGrant, url: str, audiences: Iterable[Audience]
) -> News:
    """Return the news of a role for those who work with its person."""
    with override("fa"):
        role, moment = str(ROLE_LABELS[Role(grant.role)]), moment_in_words(event.at)
    letter = event.changes.get("letter_no", [None, None])[1]
    return News(
        record=grant.user,
        values={
            "person": grant.user.full_name,
            "role": role,
            "body": grant.scope_label,
            "from_on": grant.starts_on.isoformat(),
            "moment": moment,
            "letter": str(letter or "–"),
            "name": event.actor_name,
        },
        url=url,
        audiences=audiences,
    )


def is_of_another(principal: Principal, person: Model) -> bool:
    """Tell whether news of a person is read by somebody else."""
    return bool(principal.user_id != person.pk)


def _is_own(principal: Principal, person: Model) -> bool:
    return bool(principal.user_id == person.pk)


def _blocked(event: AuditEvent) -> News | None:
    """Tell the person whose account was blocked or opened again."""
    person = User.objects.filter(public_id=event.target_id).first()
    if person is None:
        return None
    return News(
        record=person,
        values={"name": event.actor_name, "reason": event.note or "–"},
        url=reverse("accounts:settings"),
        audiences=[],
        user_ids=frozenset({person.pk}),
        needs_role=False,
    )


def _blocked_of(target: str) -> News | None:
    """Tell the other admins, so that no block is known to one alone."""
    return _about(target, Role.PLATFORM_ADMIN)


def _is_of_another(principal: Principal, person: Model) -> bool:
    return not _is_own(principal, person)


_HISTORY = _("{name}; by whom, and why, is in the account's history.")
BLOCKS = (
    Kind(
        "user.shut_out", Topic.SECURITY, _("Your access was blocked"), find_in=_blocked,
        detail=_("{name} · {reason}"), icon="lock", tone="warn", sees=_is_own,
    ),
    Kind(
        "user.shut_out/others", Topic.SECURITY, _("The access of a user was blocked"),
        verb="user.shut_out", find=_blocked_of, detail=_HISTORY, icon="lock", sees=_is_of_another,
    ),
    Kind(
        "user.let_in", Topic.SECURITY, _("Your access was restored"), find_in=_blocked,
        detail=_("{name} · {reason}"), icon="users", sees=_is_own,
    ),
    Kind(
        "user.let_in/others", Topic.SECURITY, _("The access of a user was restored"),
        verb="user.let_in", find=_blocked_of, detail=_HISTORY, icon="users", sees=_is_of_another,
    ),
    Kind(
        "user.block_proposed", Topic.WORK, _("The block of an account waits for another admin"),
        find=_blocked_of, detail=_HISTORY, icon="lock", sees=_is_of_another,
    ),
)  # fmt: skip
ROLES = (
    Kind(
        "role.granted", Topic.SECURITY, _("A role was given to you"), find_in=_of_role,
        detail=_("{role}, from {from_on} · {name} · {reason}"), icon="users", sees=_is_own,
    ),
    Kind(
        "role.ended", Topic.SECURITY, _("Your role “{role}” was ended"), find_in=_of_role,
        detail=_("From {moment} on · by {name} · letter {letter} · {reason}"), icon="users",
        tone="warn", sees=_is_own,
    ),
    Kind(
        "role.voided", Topic.SECURITY,
        _("Your role “{role}” was withdrawn before its first day"), find_in=_of_role,
        detail=_("It began on {from_on} · by {name} · letter {letter} · {reason}"), icon="users",
        tone="warn", sees=_is_own,
    ),
)  # fmt: skip


def register() -> None:
    """Say who is told of accounts."""
    for kind in (*ROLES, *BLOCKS, *RENEWALS):
        KINDS.add(kind)
    KINDS.add(ASKED)
    KINDS.add(RENEWED)
    KINDS.add(RENEWED_OF)

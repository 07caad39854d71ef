"""Who is told of accounts: that one asks for access, that a sign-in was reset (design: UI 11)."""

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from accounts.principal import Principal, may
from accounts.roles import ROLE_LABELS, Permission, Role
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


def _renewed_of(target: str) -> News | None:
    """Tell those who look after accounts, so that no reset is known to one alone."""
    return _about(target, Role.PLATFORM_ADMIN, Role.AUDITOR)


RENEWED = Kind(
    "user.renewed", Topic.SECURITY, _("Your sign-in was reset"), find_in=_renewed,
    detail=_("By {name}, who gave a one-time key. Did you not ask for it? Tell the support."),
    icon="key", tone="warn", sees=lambda principal, person: principal.user_id == person.pk,
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
    begins = event.changes.get("starts_on", [None, None])
    return News(
        record=person,
        values={
            "name": event.actor_name,
            "role": label,
            "reason": event.note or "–",
            "from_on": str(begins[1] or begins[0] or ""),
        },
        url=reverse("accounts:settings"),
        audiences=[],
        user_ids=frozenset({person.pk}),
        needs_role=False,
    )


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
        "role.ended", Topic.SECURITY, _("A role of yours was ended"), find_in=_of_role,
        detail=_("{role}, at once · {name} · {reason}"), icon="users", tone="warn", sees=_is_own,
    ),
    Kind(
        "role.voided", Topic.SECURITY, _("A role of yours was withdrawn before its first day"),
        find_in=_of_role, detail=_("{role}, from {from_on} · {name} · {reason}"), icon="users",
        tone="warn", sees=_is_own,
    ),
)  # fmt: skip


def register() -> None:
    """Say who is told of accounts."""
    for kind in (*ROLES, *BLOCKS):
        KINDS.add(kind)
    KINDS.add(ASKED)
    KINDS.add(RENEWED)
    KINDS.add(RENEWED_OF)

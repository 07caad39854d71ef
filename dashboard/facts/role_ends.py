"""Roles that run out by their last day: their holders hear of it, the admins see the last ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import RoleGrant
from accounts.roles import DECIDING_ROLES, ROLE_LABELS, Role
from notices.facts.kinds import Kind, News
from notices.states import Topic
from workdays.facts import deadline
from workdays.rules import DeadlineKey

SAID_FOR = timedelta(days=7)  # a morning that fell out is made good in the week after
SHOWN_FOR = timedelta(days=30)
SOON = Kind(
    "role.ends_soon", Topic.SECURITY, _("Your role “{role}” ends with {last_on}"),
    detail=_("To hold it longer, ask a platform admin before; what falls with it goes to others."),
    icon="users", tone="warn",
)  # fmt: skip
OVER = Kind(
    "role.ran_out", Topic.SECURITY, _("Your role “{role}” has ended with {last_on}"),
    detail=_("Its last day is over. A platform admin gives it anew, if it is to go on."),
    icon="users", tone="warn",
)  # fmt: skip
KINDS = (SOON, OVER)


@dataclass(frozen=True)
class LastHolder:
    """A deciding role of an agency whose last holder loses it, or has lost it."""

    label: str
    agency: str
    name: str
    last_on: date
    is_over: bool
    url: str


def near_end(on: date) -> date:
    """Return the last day of the roles that end soon: as long ahead as duties are reminded."""
    return deadline(DeadlineKey.DUTY_REMINDER, on, None).due_on


def ending(on: date) -> Iterator[tuple[Kind, RoleGrant, News]]:
    """Yield the news of each role that ends soon or ran out, with its grant."""
    grants = _unended().select_related("user").filter(user__is_active=True).order_by("pk")
    for grant in grants.filter(starts_on__lte=on, ends_on__range=(on, near_end(on))):
        yield SOON, grant, _news(grant)
    for grant in grants.filter(ends_on__range=(on - SAID_FOR, on - timedelta(days=1))):
        yield OVER, grant, _news(grant)


def last_holders(on: date) -> list[LastHolder]:
    """Return the deciding roles of agencies that nobody holds soon, the most urgent first."""
    until = near_end(on)
    same = RoleGrant.objects.filter(role=OuterRef("role"), scope_id=OuterRef("scope_id"))
    after = same.filter(ended_at__isnull=True, user__is_active=True, starts_on__lte=until).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=until) | Q(ends_on__gt=OuterRef("ends_on"))
    )
    rows = (
        _unended()
        .filter(
            ~Exists(after),
            role__in=DECIDING_ROLES,
            scope_kind="agency",
            ends_on__range=(on - SHOWN_FOR, until),
        )
        .select_related("user")
        .order_by("ends_on", "pk")
    )
    return [_last(grant, on) for grant in rows]


def _unended() -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(ended_at__isnull=True, ends_on__isnull=False)


def _last(grant: RoleGrant, on: date) -> LastHolder:
    last: Any = grant.ends_on
    url = reverse("accounts:user", args=[grant.user.public_id])
    label = str(ROLE_LABELS[Role(grant.role)])
    return LastHolder(label, grant.scope_label, grant.user.full_name, last, last < on, url)


def _news(grant: RoleGrant) -> News:
    with override("fa"):
        role = " · ".join(filter(None, [str(ROLE_LABELS[Role(grant.role)]), grant.scope_label]))
    last_on = grant.ends_on.isoformat() if grant.ends_on else ""
    return News(
        record=grant.user,
        values={"role": role, "last_on": last_on},
        url=reverse("accounts:settings"),
        audiences=(),
        user_ids=frozenset({grant.user_id}),
        needs_role=False,
    )

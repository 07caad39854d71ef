"""What a grant may be limited to; the apps above say which records there are."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.roles import ScopeKind
from territory.models import Division


@dataclass(frozen=True)
class ScopeFinder:
    """
    How one kind of scope is found.

    `find` turns a public id, code or name into (public id, label), or None; `exists` tells which
    of some public ids exist.
    """

    find: Callable[[str], tuple[UUID, str] | None]
    exists: Callable[[set[UUID]], set[UUID]]


SCOPES: dict[ScopeKind, ScopeFinder] = {}


def _county(text: str) -> tuple[UUID, str] | None:
    found = Division.objects.filter(level="county", name=text.strip()).first()
    return (found.public_id, found.name) if found else None


def _counties(public_ids: set[UUID]) -> set[UUID]:
    found = Division.objects.filter(level="county", public_id__in=public_ids)
    return set(found.values_list("public_id", flat=True))


SCOPES[ScopeKind.COUNTY] = ScopeFinder(_county, _counties)

# The province has one trade association; its register comes with the readiness of its members.
ASSOCIATION_ID = UUID("00000000-0000-7000-8000-000000000001")
SCOPES[ScopeKind.ASSOCIATION] = ScopeFinder(
    lambda text: (ASSOCIATION_ID, str(_("trade association of the offices"))),
    lambda public_ids: public_ids & {ASSOCIATION_ID},
)

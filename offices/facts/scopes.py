"""Offices as what a grant is limited to."""

from collections.abc import Iterator
from uuid import UUID

from accounts.models import User
from accounts.roles import ScopeKind
from core.identifiers import ascii_code
from offices.models import Office


def find_scope(text: str) -> tuple[UUID, str] | None:
    """Return the public id and label of the office with this code, or None."""
    office = Office.objects.filter(code=ascii_code(text)).first()
    return (office.public_id, str(office)) if office else None


def existing_scopes(public_ids: set[UUID]) -> set[UUID]:
    """Return those of the public ids that are offices'."""
    found = Office.objects.filter(public_id__in=public_ids)
    return set(found.values_list("public_id", flat=True))


def words_of_operator(user: User) -> Iterator[str]:
    """Yield code, name and mobile numbers of the offices that a person has a role for."""
    offices = Office.objects.filter(
        public_id__in=user.grants.filter(scope_kind=ScopeKind.OFFICE).values("scope_id")
    )
    for words in offices.values_list("code", "name", "mobile", "holder__name", "holder__mobile"):
        yield from words

"""
How far a reader of changes has come, what was read, and the cursor that tells the place outside.

A cursor serves the one to whom it was given out, and nobody else (docs/adr/0018-changes.md).
"""

import hashlib
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from accounts.principal import Principal
from core.web import BadCursor

_SALT = "changes"


@dataclass(frozen=True)
class Place:
    """
    How far a reader has come.

    A round reads, resource by resource, what changed from `since` on and before `until`; the first
    round (`since` is 0) reads all there is, however new. `part` is the resource at which it stands,
    after the row (`turn`, `pk`). Between two rounds `part` is empty, and the next one begins where
    the last one began to look: at its `until`. What the reader gets new in a round (`fresh`) is
    read from the beginning, as in a first one.
    """

    life: str
    since: int = 0
    until: int = 0
    part: str = ""
    turn: int = 0
    pk: int = 0
    fresh: tuple[str, ...] = ()

    @property
    def is_first(self) -> bool:
        """Tell whether this is the round that reads all there is."""
        return self.since == 0

    def is_whole(self, part: str) -> bool:
        """Tell whether a part is read from its beginning to its end, whatever has changed."""
        return self.is_first or part in self.fresh


@dataclass(frozen=True)
class Change:
    """One change; `row` is the record's public form, of an upsert only."""

    op: str
    resource: str
    record: UUID
    row: dict[str, Any] | None = None


@dataclass(frozen=True)
class Reading:
    """
    Some changes, the place after them, and whether there is more at this moment.

    `names` are the resources that the place is about: those of the round that is read.
    """

    changes: list[Change]
    place: Place
    has_more: bool
    names: tuple[str, ...] = ()


def reader_of(principal: Principal, *resources: str) -> str:
    """Return a digest of who reads (and of what, in cursors of before): one cursor, one reader."""
    said = [
        principal.user_id, principal.grant_id, principal.role, principal.client,
        *sorted(map(str, principal.scope_ids)), "", *sorted(resources),
    ]  # fmt: skip
    return hashlib.sha256("\n".join(map(str, said)).encode()).hexdigest()[:16]


def packed(reading: Reading, principal: Principal) -> str:
    """Return the place of a reading as a cursor: signed, for this reader only."""
    values = [reader_of(principal), list(reading.names), *asdict(reading.place).values()]
    return signing.dumps(values, salt=_SALT, compress=True)


def unpacked(
    cursor: str, principal: Principal, resources: Collection[str]
) -> tuple[Place, tuple[str, ...]]:
    """
    Return the place of a cursor, and the resources that it is about.

    It may be about fewer than are read now, not about more: of what a reader gets no more it would
    never learn what was deleted meanwhile.

    Raises:
        BadCursor: it was not given out, or to another reader, or is about what is not read now.
    """
    try:
        of, names, *values = signing.loads(cursor, salt=_SALT)
    except (signing.BadSignature, ValueError) as error:
        raise BadCursor(begin_anew()) from error
    if isinstance(names, str):  # given out before the resources were told
        is_own = of == reader_of(principal, *resources)
        names, values = list(resources), [names, *values]
    else:
        is_own = of == reader_of(principal) and set(names) <= set(resources)
    if not is_own:
        raise BadCursor(begin_anew())
    life, since, until, part, turn, pk, *fresh = values
    place = Place(life, since, until, part, turn, pk, tuple(*fresh))
    return place, tuple(names)


def begin_anew() -> str:
    """Return what a reader does whose cursor leads nowhere."""
    return _("This cursor does not serve any more. Empty the copy, and begin without `since`.")

"""What is told of the rows that a caller may see, and in which form."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from django.utils import translation
from rest_framework.viewsets import GenericViewSet

from core.requests import known
from core.rest.expanding import Expand, expanded
from core.rest.shaping import Wishes, chosen, jalali, labels, renaming
from core.statements import Reading


class Telling(GenericViewSet[Any]):
    """A viewset that reads plain rows in the caller's scope and tells their public form."""

    queryset: Any = None
    columns: ClassVar[Sequence[str]] = ()
    expands: ClassVar[Expand] = {}
    wishes = Wishes()
    version = 0
    _actor: Any = None

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._words: dict[Any, dict[str, str]] = {}

    @property
    def actor(self) -> Any:
        """Return the principal of this request."""
        if self._actor is None:
            self._actor = known(self.request).principal
        return self._actor

    def get_queryset(self) -> Any:
        """Return the rows of `queryset` that the caller may see."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return self.rows_of(self.actor)

    def rows_of(self, actor: Any) -> Any:
        """Return the rows of `queryset` that an actor may see."""
        return self.annotated(self.queryset.all().visible_to(actor), actor)

    def annotated(self, queryset: Any, actor: Any) -> Any:
        """Return the rows with what `columns` names beside the model's own, for an actor."""
        return queryset

    @property
    def reading(self) -> Reading:
        """Return the same rows as `get_queryset`, to be read by a statement that is kept."""
        actor = self.actor
        key = (type(self), actor.kind, translation.get_language())
        return Reading(
            key,
            lambda *parts: self.rows_of(actor.of(parts)),
            actor.parts,
            self.queryset.model,
            loose=len(actor.parts),
        )

    def labels(self, choices: Any) -> dict[str, str]:
        """Return the labels of an enumeration by value; looked up once for all rows."""
        if choices not in self._words:
            self._words[choices] = labels(choices)
        return self._words[choices]

    def prepare(self, rows: Sequence[dict[str, Any]]) -> None:
        """Read what the shapes of these rows need beside them."""

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """
        Return the public form of a plain row: its columns under their public names.

        What another record says is called after both, its public id after the record alone.
        """
        return _telling(type(self))(row)

    def present(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the public form of plain rows, as the caller wishes to have it."""
        self.prepare(rows)
        told = [self.shape(row) for row in rows]
        if self.wishes.expand:
            expanded(self, self.request, told, self.wishes.expand)
        if self.wishes.jalali:
            told = [jalali(row) for row in told]
        if self.wishes.fields:
            told = [chosen(row, self.wishes.fields) for row in told]
        return told

    def read(self, public_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
        """Return the public forms of the records that the caller may see, by their ids."""
        rows = list(self.get_queryset().filter(public_id__in=public_ids).values(*self.columns))
        self.prepare(rows)
        return {row["public_id"]: self.shape(row) for row in rows}

    def told(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of one row; its version becomes the ETag's."""
        self.version = row.get("version") or 0
        return self.present([row])[0]


@cache
def _telling(kind: type[Telling]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    return renaming({column: public_name(column) for column in kind.columns})


@cache
def public_name(column: str) -> str:
    """Return what a column is called outside: `id`, `office` for an office's id, `office_code`."""
    path = column.split("__")
    if path[-1] == "public_id":
        path.pop()
    return "_".join(path) or "id"

"""Life cycles as tables: which state may follow which."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from core.errors import IllegalMove

S = TypeVar("S", bound=StrEnum)


class Flow(Generic[S]):
    """
    A table of moves with a row for every state; a final state has an empty row.

    Raises:
        ValueError: a state of the enumeration has no row.
    """

    def __init__(self, moves: Mapping[S, set[S]]) -> None:
        self._moves = {state: frozenset(nexts) for state, nexts in moves.items()}
        missing = set(type(next(iter(moves)))) - set(moves)
        if missing:
            raise ValueError(f"states without a row: {sorted(missing)}")

    def allows(self, before: S, after: S) -> bool:
        """Tell whether `after` may follow `before`."""
        return after in self._moves[before]

    def check(self, before: S, after: S) -> None:
        """
        Refuse a move that is not in the table.

        Raises:
            IllegalMove: `after` may not follow `before`.
        """
        if not self.allows(before, after):
            raise IllegalMove

    def sources_of(self, target: S) -> list[S]:
        """Return the states from which `target` can be reached in one move, in table order."""
        return [state for state, nexts in self._moves.items() if target in nexts]

    def is_final(self, state: S) -> bool:
        """Tell whether nothing follows `state`."""
        return not self._moves[state]

    def edges(self) -> Iterator[tuple[S, S]]:
        """Yield every allowed (before, after), for triggers, pages and exhaustive tests."""
        for before, nexts in self._moves.items():
            for after in sorted(nexts):
                yield before, after

"""What the office has answered in a case, each answer with its own files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from violations.facts.receipts import receipt_of
from violations.models import Case, Defence
from violations.views.exhibits import of_kind


@dataclass(frozen=True)
class Answer:
    """One answer, and the cards of the files that came with it."""

    defence: Defence
    files: Sequence[Mapping[str, Any]]

    @property
    def receipt_no(self) -> str:
        """Return the number under which the office can name it."""
        return receipt_of(self.defence, self.defence.case.number)


def answers_of(case: Case, exhibits: Iterable[dict[str, Any]]) -> list[Answer]:
    """
    Return the answers of a case, the first first; those that the office contested, too.

    A file comes into the case with its answer, or before it where a second person confirms it.
    """
    defences = list(case.defences.order_by("submitted_at", "pk"))
    files: dict[int, list[Mapping[str, Any]]] = {defence.pk: [] for defence in defences}
    for card in of_kind(exhibits, "defence"):
        if owner := _owner(defences, card["attached_at"]):
            files[owner.pk].append(card)
    return [Answer(defence, files[defence.pk]) for defence in defences]


def _owner(defences: Sequence[Defence], attached: datetime | None) -> Defence | None:
    if attached is None:
        return defences[-1] if defences else None
    same = [each for each in defences if each.submitted_at == attached]
    later = [each for each in defences if each.submitted_at > attached and each.is_paper]
    return next(iter(same or later or defences[-1:]), None)

"""What the pages of papers of a day say beforehand."""

from typing import Any
from uuid import UUID

from core.clock import today
from workdays.facts.entries import second_person_hint


class PaperOfADay:
    """The page on which a paper of a day is entered: an earlier day waits for a second person."""

    object: Any

    def county_of_paper(self) -> UUID | None:
        """Return the public id of the county whose days count; None where no one county's do."""
        found: UUID = self.object.county.public_id
        return found

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add from which day back a second person confirms the paper."""
        found: dict[str, Any] = super().get_context_data(**context)  # type: ignore[misc]
        hint = second_person_hint(today(), self.county_of_paper())
        return found | {"lead": f"{found.get('lead', '')} {hint}".strip()}

"""Which contracts rest on nothing any more because their ground was annulled."""

from contracts.facts.panels import GROUNDS, Annulment
from contracts.models import EndingProof


def annulments(office_id: int, act: str) -> dict[int, Annulment]:
    """
    Return by what the only ground of an act fell, by the key of the office's contracts.

    `act` is `suspend`, `notice` or `terminate`.
    """
    found: dict[int, Annulment] = {}
    for grounds in GROUNDS:
        found |= grounds.fallen(office_id, act)
    return found


def has_fallen(proof: EndingProof, act: str) -> bool:
    """Tell whether a proof was annulled, or made too light for `suspend`, `terminate`, `call`."""
    return any(grounds.fell(proof, act) for grounds in GROUNDS)

"""How the pages of pending acts open whose kind has no page of its own for its confirmer."""

from accounts.roles import Role
from tests.approvals.conftest import propose
from tests.factories import make_office
from tests.journeys.brings.doors import Bring, Doors, Opening


def proposal(to: Doors) -> Opening:
    """Another name of an office was proposed by the expert; the secretariat confirms it."""
    pending = propose(to.world.people[Role.EXPERT], make_office())
    return to.by(to.world.people[Role.SECRETARIAT], pending.public_id)


BRINGS: dict[str, Bring] = {
    "approvals:confirm": proposal,
    "approvals:refuse": proposal,
}

"""How the pages of pending acts open whose kind has no page of its own for its confirmer."""

from accounts.roles import Role
from tests.approvals.conftest import propose
from tests.factories import make_office
from tests.journeys.brings.doors import Bring, Doors, Opening


def proposal(to: Doors) -> Opening:
    """
    The secretariat has proposed another name of an office; the platform's admin confirms it.

    The other pages are not opened by that admin with a number of proposals beside their names.
    """
    pending = propose(to.world.people[Role.SECRETARIAT], make_office())
    return to.by(to.world.people[Role.PLATFORM_ADMIN], pending.public_id)


BRINGS: dict[str, Bring] = {
    "approvals:confirm": proposal,
    "approvals:refuse": proposal,
}

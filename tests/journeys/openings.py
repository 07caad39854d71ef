"""
A record in the state in which each page opens, and who opens it there.

The world of the access tests has one case, one contract and one review of each side; a form that
opens only in another state would be seen there as its refusal alone. Each function of `BRINGS`
brings a record of its own to that state, beside the world's, and names its page: those of each app
stand in `brings/`.
"""

import itertools

from tests import factories
from tests.journeys.brings import (
    accounts,
    approvals,
    contracts,
    notices,
    offices,
    oversight,
    violations,
    workdays,
)
from tests.journeys.brings.doors import Bring, Doors, Opening
from tests.sql import leave_session

BRINGS: dict[str, Bring] = {
    **accounts.BRINGS,
    **approvals.BRINGS,
    **contracts.BRINGS,
    **notices.BRINGS,
    **offices.BRINGS,
    **oversight.BRINGS,
    **violations.BRINGS,
    **workdays.BRINGS,
}


class Openings(Doors):
    """Brings records to the states in which pages open: each page's own, when it is asked for."""

    def of(self, name: str) -> Opening:
        """Return how a route's page is opened; its names are as long each time, for its picture."""
        factories._serial = itertools.count(10_000 + 250 * sorted(BRINGS).index(name))
        leave_session()
        return BRINGS[name](self)

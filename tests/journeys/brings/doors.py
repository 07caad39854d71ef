"""The doors to the pages that open on a record of their own: who goes in, and with which names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.principal import Principal
from audit.numbers import next_numbers
from tests.architecture.routes import routes
from tests.architecture.world import World, session_of
from tests.factories import TODAY


@dataclass(frozen=True)
class Opening:
    """Who opens a page, nobody perhaps, with which session, and the arguments of its address."""

    session: str
    names: tuple[Any, ...] = ()
    query: str = ""

    def address(self, name: str) -> str:
        """Return the address of a route for these arguments."""
        return routes()[name].address(self.names) + self.query


class Doors:
    """The world with the sessions of its people, and of those who are beside it."""

    def __init__(self, world: World) -> None:
        self.world = world
        next_numbers("violation", TODAY, 900)  # beyond those that the factories give
        self.sessions: dict[int, str] = {
            person.user_id: world.cookies[role] for role, person in world.people.items()
        }

    def by(self, person: Principal, *names: Any) -> Opening:
        """Return the opening for a person, signed in."""
        if person.user_id not in self.sessions:
            self.sessions[person.user_id] = session_of(person)
        return Opening(self.sessions[person.user_id], names)


# Brings a record to the state in which one page opens, and tells who opens it.
Bring = Callable[[Doors], Opening]

"""The acts that a page offers, and a case as the actor's page has read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import cached_property

from accounts.principal import Principal
from core.web import ActLink
from violations.facts.turns import is_turn, step_of
from violations.models import Case, HearingSession

Offer = ActLink


@dataclass(frozen=True)
class Offers:
    """The acts that are open now; `blocked` says why somebody who usually decides may not."""

    all: tuple[ActLink, ...]
    blocked: str = ""

    @property
    def main(self) -> ActLink | None:
        """Return the act that the page is about, if there is one."""
        return next((offer for offer in self.all if offer.is_main), None)

    @property
    def leading_others(self) -> Sequence[ActLink]:
        """Return the further acts that the page is about."""
        return [offer for offer in self.all if offer.is_main][1:]

    @property
    def others(self) -> Sequence[ActLink]:
        """Return the acts beside the main one."""
        return [offer for offer in self.all if not offer.is_main]

    def __contains__(self, name: object) -> bool:
        return any(offer.name == name for offer in self.all)


@dataclass(frozen=True)
class CaseAt:
    """A case, the actor, and what was already read."""

    case: Case
    actor: Principal
    on: date
    session: HearingSession | None

    def url(self, name: str, *more: object) -> str:
        """Return the address of an act on this case."""
        return reverse(f"violations:{name}", args=[self.case.number, *more])

    @cached_property
    def is_turn(self) -> bool:
        """Tell whether what the case waits to have decided is the actor's to decide."""
        step = step_of(self.case)
        return step is not None and is_turn(self.actor, self.case, step, self.on)

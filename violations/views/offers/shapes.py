"""What an act on a page is made of, and a case as the actor's page has read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property

from accounts.persons import with_twins
from accounts.principal import Principal
from violations.facts.turns import (
    is_turn,
    part_in,
    step_of,
)
from violations.models import (
    Case,
    CorrectiveAction,
    HearingSession,
    Notice,
    ViolationReport,
)
from violations.states import (
    StandInStep,
)
from violations.views.rights import (
    decides,
    judges,
)


@dataclass(frozen=True)
class Offer:
    """One act: where it is done, what its button says, and a sentence about it."""

    name: str
    url: str
    label: str
    text: str = ""
    icon: str = ""
    is_main: bool = False
    is_danger: bool = False


@dataclass(frozen=True)
class Offers:
    """The acts that are open now; `blocked` says why somebody who usually decides may not."""

    all: tuple[Offer, ...]
    blocked: str = ""

    @property
    def main(self) -> Offer | None:
        """Return the act that the page is about, if there is one."""
        return next((offer for offer in self.all if offer.is_main), None)

    @property
    def others(self) -> list[Offer]:
        """Return the acts beside the main one."""
        return [offer for offer in self.all if not offer.is_main]

    def __contains__(self, name: object) -> bool:
        return any(offer.name == name for offer in self.all)


@dataclass(frozen=True)
class CaseAt:
    """A case, the actor, and what was already read."""

    case: Case
    actor: Principal
    notices: Sequence[Notice]
    reports: Sequence[ViolationReport]
    corrections: Sequence[CorrectiveAction]
    appeal: Any
    on: date
    session: HearingSession | None

    def url(self, name: str, *more: object) -> str:
        """Return the address of an act on this case."""
        return reverse(f"violations:{name}", args=[self.case.number, *more])

    def notice(self, kind: str) -> Notice | None:
        """Return the notice of a kind, if it was issued."""
        return next((notice for notice in self.notices if notice.kind == kind), None)

    @property
    def waiting(self) -> list[Notice]:
        """Return the notices that are still to be served."""
        return [
            notice
            for notice in self.notices
            if notice.served_on is None and (notice.session is None or notice.session.is_live)
        ]

    @cached_property
    def reported(self) -> bool:
        """Tell whether the actor reported this."""
        reporters = {report.reporter_id for report in self.reports}
        return not reporters.isdisjoint(with_twins([self.actor.user_id]))

    @cached_property
    def is_turn(self) -> bool:
        """Tell whether what the case waits to have decided is the actor's to decide."""
        step = step_of(self.case)
        return step is not None and is_turn(self.actor, self.case, step, self.on)

    @property
    def blocked(self) -> str:
        """Return why somebody who usually decides may not decide here."""
        step, track = step_of(self.case), self.case.track
        if step is None or self.is_turn:
            return ""
        usual = decides if step == StandInStep.DECISION else judges
        return part_in(self.actor, self.case, step) if usual(self.actor, track) else ""

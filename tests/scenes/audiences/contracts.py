"""Acts on contracts, guarantees and settlements, for the test of the column `tells`."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from contracts.acts.settlement import REMIT, REMIT_A_SETTLEMENT, REVERSE, REVERSE_A_SETTLEMENT
from contracts.models import Contract
from core.acts import is_open
from tests.act_news import Doing, doing
from tests.contracts.stories import TODAY
from tests.contracts.test_acts import CALLS, STORIES, World, records_of, undone
from tests.scenes import contracts

PEOPLE = ("gas_manager", "gas_clerk", "operator", "secretariat")
# Often enough for each of an act's results: later stories repeat what earlier ones show.
MOST = 4
SAME = {REMIT_A_SETTLEMENT: REMIT, REVERSE_A_SETTLEMENT: REVERSE}


def of_stories(request: Any) -> Iterator[Doing]:
    """Yield each act of a contract and its parts wherever a story leaves it open."""
    world = World(request)
    done: dict[str, int] = {}
    for make in STORIES.values():
        with undone():
            key = make(world).pk
            contract = Contract.objects.get(pk=key)
            for who in PEOPLE:
                actor = world.cast[who]
                for acts, record in records_of(contract, actor):
                    for act in acts:
                        if act.key not in CALLS or done.get(act.key, 0) >= MOST:
                            continue
                        if is_open(act, record, actor, TODAY):
                            done[act.key] = done.get(act.key, 0) + 1
                            yield Doing(act, partial(CALLS[act.key], record, actor))


def of_scenes(request: Any) -> Iterator[Doing]:
    """Yield the scenes with a paper or a day."""
    for scenes in contracts.SCENES:
        for scene in scenes():
            yield doing(scene)


SOURCES = (of_stories, of_scenes)

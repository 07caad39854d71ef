"""Each act passes as the role that serves people writes it, with every guard of the database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from accounts.principal import Principal
from accounts.sight import enter
from tests.act_arguments import Scene
from tests.architecture.test_act_arguments import SCENES
from tests.factories import NOW
from tests.movers import forget_events
from tests.runtime import as_runtime, make_role, settle, stop_clock
from tests.sql import leave_session


@pytest.fixture(scope="module")
def role(django_db_setup: None, django_db_blocker: Any) -> str:
    """Return the role that serves people."""
    with django_db_blocker.unblock():
        return make_role()


def refusal(scene: Scene, role: str) -> str:
    """Return how the database refuses an act with good arguments; the act is undone."""
    actor: Principal = scene.values["actor"]
    forget_events()
    found = ""
    with time_machine.travel(scene.values.get("at", NOW), tick=False), as_runtime(role):
        try:
            with transaction.atomic():
                enter(actor)
                scene.action(**scene.values)
                settle()
                transaction.set_rollback(True)
        except DatabaseError as error:
            found = f"{scene.act.key} by {actor.role}: {str(error).splitlines()[0]}"
        leave_session()
    stop_clock()
    return found


@pytest.mark.parametrize("scenes", SCENES, ids=lambda scenes: scenes.__name__)
def test_acts_pass_the_guards_of_the_database(
    db: None, settings: Any, tmp_path: Path, role: str, scenes: Callable[[], Iterator[Scene]]
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        refused = [why for scene in scenes() if (why := refusal(scene, role))]

    assert refused == [], "\n".join(refused)

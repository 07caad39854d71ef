"""The world stands once for a module: each request of a test is undone again."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction

from tests.architecture.world import World, build


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """Return two of everything, in a transaction that is undone after the module."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        from django.conf import settings

        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        with transaction.atomic():
            yield build()
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _as_the_world_was_built(request: pytest.FixtureRequest) -> Iterator[None]:
    """Ask the world at the moment it was built: on a slow machine its sessions would end."""
    if "world" not in request.fixturenames:
        yield
        return
    with time_machine.travel(request.getfixturevalue("world").stands_since):
        yield

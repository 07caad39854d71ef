"""What tests of letters and messages share: a served case, a reader's inbox, a relay by hand."""

from collections.abc import Callable
from typing import Any

import pytest

from notices import tasks
from tests.violations.conftest import *  # noqa: F403 # the stories of cases


@pytest.fixture
def relay(db: None) -> Callable[[], int]:
    """Return the relay as the worker runs it, without a broker."""

    def run() -> int:
        sent: Any = tasks.relay_outbox.run()
        return int(sent)

    return run

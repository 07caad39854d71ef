"""A real browser, and people who sign in with a password and an authenticator."""

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, expect, sync_playwright

from tests import factories
from tests.approvals.conftest import Renaming, renaming
from tests.factories import NOW
from tests.journeys.people import Person, Stage

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
# Milliseconds that a page may take to say what is expected of it, beside another worker's browser.
PATIENCE = 15_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a real Chromium; without one the test is skipped here, and fails in CI."""
    path: str | None = CHROMIUM
    if not Path(CHROMIUM).exists():
        path = None  # perhaps Playwright has its own
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        if path is None and not Path(playwright.chromium.executable_path).exists():
            if os.environ.get("CI"):
                pytest.fail(f"no Chromium at {CHROMIUM}, and none of Playwright's own")
            pytest.skip(
                f"no Chromium at {CHROMIUM}: set CHROMIUM, or `playwright install chromium`"
            )
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        # Playwright's loop runs in this thread; the tests still read the database from it.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        try:
            yield browser
        finally:
            os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
            browser.close()


@pytest.fixture
def stage(chromium: Browser, live_site: str, settings: Any, tmp_path: Path) -> Iterator[Stage]:
    """Return the stage: a running site on a database of its own, and the doors to it."""
    settings.MEDIA_ROOT = tmp_path
    stage = Stage(chromium, live_site)
    try:
        yield stage
    finally:
        stage.close()


@pytest.fixture
def person() -> Callable[..., Person]:
    """Return a function that makes a person with a password and an authenticator."""
    return Person.make


__all__ = ["renaming"]  # a kind of pending act whose confirmers have no page but its own


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch, renaming: Renaming) -> Iterator[None]:
    """Let the clock stand at the tests' own moment, and the factories count from one."""
    monkeypatch.setattr(factories, "_serial", itertools.count(1))
    with time_machine.travel(NOW, tick=False):
        yield

"""The small sample, loaded once for all who look at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import override_settings

from accounts.facts import hats_of, principal_for
from accounts.models import User
from accounts.principal import Principal
from dashboard.demo.load import Loaded, Loader
from tests.conftest import _maintain
from tests.factories import NOW

# A day far from the turn of the year, at which contracts end.
TODAY = date(2026, 11, 24)


@dataclass
class Sample:
    """The loaded sample and the folder in which its logins lie."""

    loaded: Loaded
    folder: Path


@contextmanager
def looking_at(name: str) -> Iterator[None]:
    """Let the connection of the tests lead to another database."""
    values = connection.settings_dict
    before = values["NAME"]
    connections.close_all()
    values["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        values["NAME"] = before


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """Keep the sample's logins and files in a folder of the tests."""
    with override_settings(
        DEMO_LOGINS_FILE=str(folder / "logins.json"), MEDIA_ROOT=str(folder / "media")
    ):
        yield


@pytest.fixture(scope="session")
def loaded_sample(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sample]:
    """Load the small sample into a clone of the tests' database."""
    folder = tmp_path_factory.mktemp("sample")
    template = connection.settings_dict["NAME"]
    clone = f"{template}_sample"
    with django_db_blocker.unblock():
        connections.close_all()
        _maintain(f'DROP DATABASE IF EXISTS "{clone}" WITH (FORCE)')
        _maintain(f'CREATE DATABASE "{clone}" TEMPLATE "{template}"')
        with looking_at(clone), kept_in(folder):
            found = Sample(Loader(today=TODAY, is_full=False).load(), folder)
    yield found
    with django_db_blocker.unblock():
        connections.close_all()
        _maintain(f'DROP DATABASE IF EXISTS "{clone}" WITH (FORCE)')


@pytest.fixture(scope="module")
def sample(loaded_sample: Sample, django_db_blocker: Any) -> Iterator[Sample]:
    """Show the sample to the tests of a module; they read."""
    name = f"{connection.settings_dict['NAME']}_sample"
    with django_db_blocker.unblock(), looking_at(name), kept_in(loaded_sample.folder):
        yield loaded_sample


def named(username: str) -> Principal:
    """Return a person of the sample in the first role."""
    user = User.objects.get(username=username)
    return principal_for(user, hats_of(user, NOW)[0], fresh_factor=True, request_id="")

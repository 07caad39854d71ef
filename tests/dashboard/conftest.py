"""The small sample, loaded once for all who look at it."""

import fcntl
import os
import pickle
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


def _copy(template: str, name: str) -> None:
    """Make a database, anew, out of another one to which nobody is connected."""
    _maintain(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _maintain(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _pristine(template: str, base: Path) -> tuple[str, Sample]:
    """Return the database with the sample that all workers of a run copy; load it if it is not."""
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, name = shared / "sample", f"{template.partition('_gw')[0]}_pristine"
    folder.mkdir(exist_ok=True)
    note = folder / "loaded.pickle"
    with (shared / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if note.exists():
            loaded = pickle.loads(note.read_bytes())
        else:
            _copy(template, name)
            with looking_at(name), kept_in(folder):
                loaded = Loader(today=TODAY, is_full=False).load()
            note.write_bytes(pickle.dumps(loaded))
    return name, Sample(loaded, folder)


@pytest.fixture(scope="session")
def loaded_sample(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sample]:
    """
    Copy the small sample into a database of the worker's own.

    The first worker that asks for it loads it, the others wait for that.
    """
    template = connection.settings_dict["NAME"]
    clone = f"{template}_sample"
    with django_db_blocker.unblock():
        connections.close_all()
        pristine, found = _pristine(template, tmp_path_factory.getbasetemp())
        _copy(pristine, clone)
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

"""The cache holds JSON: a row that somebody else wrote is read as data, and none is pushed out."""

import base64
import pickle
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache, caches
from django.db import connection

from accounts.cache import JsonCache, sweep_cache
from core.clock import now
from tests.architecture.sources import ROOT

pytestmark = pytest.mark.django_db


def put(key: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_cache VALUES (%s, %s, %s)",
            [cache.make_key(key), value, now() + timedelta(hours=1)],
        )


class Trap:
    """What runs when it is unpickled."""

    sprung = False

    def __reduce__(self) -> Any:
        return setattr, (Trap, "sprung", True)


def test_is_the_one_of_the_settings() -> None:
    assert isinstance(caches["default"], JsonCache)


def test_runs_nothing_that_somebody_wrote_there() -> None:
    put("a", base64.b64encode(pickle.dumps(Trap())).decode())

    assert cache.get("a", "none") == "none"
    assert not Trap.sprung


@pytest.mark.parametrize("value", [1, "y", [1.5, 2], True, None, {"a": [1]}])
def test_returns_what_was_written(value: Any) -> None:
    cache.set("a", value)

    assert cache.get("a", "none") == value


def test_refuses_what_is_no_json() -> None:
    with pytest.raises(TypeError):
        cache.set("a", object())


def test_holds_what_is_in_force_whatever_else_comes() -> None:
    cache.set("counter", 7, 300)

    for turn in range(400):
        cache.set(f"other-{turn}", turn, 300)

    assert cache.get("counter") == 7


def test_lets_go_of_what_has_expired() -> None:
    assert cache.add("a", 1, 10)
    assert not cache.add("a", 2, 10)
    assert cache.touch("a", 60)
    with time_machine.travel(now() + timedelta(seconds=61)):
        assert cache.get("a") is None
        assert not cache.touch("a")
        assert cache.add("a", 3, None)
        cache.set("b", 1, 0)
        assert sweep_cache(now()) == 1
        assert cache.incr("a") == 4
    assert cache.delete("a")
    assert not cache.delete("a")


def test_no_module_of_the_product_reads_pickles() -> None:
    folders = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
    named = [
        str(path.relative_to(ROOT))
        for folder in folders
        for path in Path(folder).rglob("*.py")
        if "pickle" in path.read_text(encoding="utf-8")
    ]

    assert named == []

"""`./run manage` works on the database that is named, else on the one that runs."""

import pytest

from dev import app, one_off

RUNNING = {"runtime": {"DATABASE_URL": "postgres://a@/running"}, "owner": {"DATABASE_URL": "own"}}


@pytest.fixture(autouse=True)
def own_var(tmp_path, monkeypatch):
    monkeypatch.setattr(one_off, "VAR", tmp_path / "var")


def test_uses_the_running_database_where_none_is_named():
    found = one_off.environments(RUNNING, {"LANG": "C"})

    assert found["runtime"] == {"LANG": "C", "DATABASE_URL": "postgres://a@/running"}


def test_prefers_a_named_database_to_the_running_one():
    given = {
        "DATABASE_URL": "postgres://me:word@127.0.0.1:5433/mine",
        "DATABASE_OWNER_URL": "postgres://owner:word@127.0.0.1:5433/mine",
    }

    found = one_off.environments(RUNNING, given)

    assert found["runtime"]["DATABASE_URL"] == given["DATABASE_URL"]
    assert found["owner"]["DATABASE_URL"] == given["DATABASE_OWNER_URL"]


def test_refuses_an_unknown_size_before_anything_is_started(monkeypatch, capsys):
    monkeypatch.setattr(app, "make_var", lambda var: pytest.fail("it was started"))

    with pytest.raises(SystemExit):
        app.main(["--size", "huge"])

    assert "small" in capsys.readouterr().err

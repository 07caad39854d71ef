"""`--fresh` never removes the keys and files of a database that stays."""

from pathlib import Path

import pytest

from dev import app
from dev.home import HomeError

URL = "postgres://owner:secret@db.example:5432/pishkhan"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    (tmp_path / "secrets.json").write_text("keys")
    return tmp_path


def test_is_refused_for_a_given_database(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "given", lambda: {"DATABASE_URL": URL})

    with pytest.raises(HomeError, match=r"db\.example:5432/pishkhan") as refusal:
        app.refuse_foreign_state(var)

    assert "secret" not in str(refusal.value)


def test_is_refused_where_the_folder_was_used_with_one(
    var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "given", lambda: {"DATABASE_URL": URL})
    app.note_owner(var)
    monkeypatch.setattr(app, "given", dict)

    with pytest.raises(HomeError, match="Nothing was removed"):
        app.refuse_foreign_state(var)


def test_removes_what_is_its_own(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "given", dict)
    app.note_owner(var)

    app.refuse_foreign_state(var)
    app.start_over(var)

    assert list(var.iterdir()) == []

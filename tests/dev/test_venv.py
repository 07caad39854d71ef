"""The choice of a way to install, on a Python that lacks this or that."""

import json
import sys

import pytest

from dev import tasks, venv


@pytest.fixture
def installs(monkeypatch, tmp_path):
    """Pretend that `.venv` is sound; note which locks are installed into it."""
    done = []
    monkeypatch.setattr(venv, "STAMP", tmp_path / "installed.json")
    monkeypatch.setattr(venv, "is_sound", lambda: True)
    monkeypatch.setattr(venv, "link_house", lambda: None)

    def install(lock):
        done.append(lock)
        names = list(venv.LOCKS)[: list(venv.LOCKS).index(lock) + 1]
        venv.STAMP.write_text(json.dumps([venv.digest(venv.LOCKS[name]) for name in names]))

    monkeypatch.setattr(venv, "install", install)
    return done


class TestPrepare:
    def test_installs_once(self, installs):
        venv.prepare("local")
        venv.prepare("local")

        assert installs == ["local"]

    def test_takes_the_larger_lock_for_the_smaller(self, installs):
        venv.prepare("dev")
        venv.prepare("local")

        assert installs == ["dev"]

    def test_installs_anew_when_the_lock_has_changed(self, installs, monkeypatch, tmp_path):
        venv.prepare("local")
        changed = tmp_path / "requirements-local.txt"
        changed.write_text("django==6.0\n")
        monkeypatch.setitem(venv.LOCKS, "local", changed)

        venv.prepare("local")

        assert installs == ["local", "local"]


class TestPip:
    @pytest.mark.parametrize(
        ("works", "command"),
        [
            ({"inside"}, [str(venv.PYTHON), "-m", "pip"]),
            ({"ensurepip"}, [str(venv.PYTHON), "-m", "pip"]),
            ({"outside"}, [sys.executable, "-m", "pip", "--python", str(venv.PYTHON)]),
        ],
    )
    def test_takes_the_first_that_works(self, monkeypatch, works, command):
        def succeeds(tried):
            kind = "ensurepip" if "ensurepip" in tried else "inside"
            return ("outside" if "--python" in tried else kind) in works

        monkeypatch.setattr(venv, "succeeds", succeeds)

        assert venv.pip() == command

    def test_says_what_to_install_when_nothing_works(self, monkeypatch):
        monkeypatch.setattr(venv, "succeeds", lambda command: False)

        with pytest.raises(venv.SetupError, match="python3-venv"):
            venv.pip()


class TestTasks:
    def test_lists_no_task_whose_module_is_missing(self):
        listing = tasks.listing()

        for name, task in tasks.TABLE.items():
            assert (f"  {name} " in listing) == task.is_there

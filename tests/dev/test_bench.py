"""The bench measures, on a little of everything, what it says it measures."""

import json
import os
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from core.clock import today
from dashboard.demo import national
from dev.bench import bars, weighed
from dev.bench.rows import Row, line

COUNTS = national.Counts(offices=60, contracts=600, reports=2_000)
# The migrations of bar 14 take as long as making the database of these tests.
BARS = "1,3,4,6,7,11,12"


@pytest.fixture
def little(real_db, tmp_path, settings):
    """Return the address of a small synthetic country."""
    settings.DEMO_LOGINS_FILE = str(tmp_path / "logins.json")
    national.load(today=today(), counts=COUNTS)
    address = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))


class TestARow:
    @pytest.mark.parametrize(
        ("measured", "said"),
        [(1.5, "reaches the goal"), (2.9, "holds"), (3.1, "MISSES THE FLOOR")],
    )
    def test_says_where_it_stands(self, measured, said):
        row = Row("1", "list", measured, 3, 1.6)

        assert said in line(row.cells())
        assert "<= 3" in line(row.cells())

    @pytest.mark.parametrize(
        ("measured", "said"),
        [(4000, "reaches the goal"), (613, "holds"), (399, "MISSES THE FLOOR")],
    )
    def test_may_ask_for_the_least(self, measured, said):
        row = Row("8", "loop", measured, 400, 3500, is_least=True)

        assert said in line(row.cells())
        assert ">= 3,500" in line(row.cells())

    def test_does_not_hide_what_was_not_measured(self):
        row = Row("4", "first page", None, 1.5, 1.2, note="no second database")

        assert "NOT MEASURED; no second database" in line(row.cells())


@pytest.mark.deep  # the bench itself is a task of its own
def test_every_bar_is_measured(little, capsys, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", little)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "pishkhan.settings.local")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)

    code = bars.main(["--bars", BARS, "--small", little, "--times", "1", "--rounds", "1"])

    assert code == 0
    table = capsys.readouterr().out
    assert "NOT MEASURED" not in table
    told = {text.split()[0] for text in table.splitlines() if text[:1].isdigit()}
    assert told == {"1", "3", "4", "5", "6", "7", "8", "9", "11", "12", "14"}
    for job, argument in (("export", "queue=cases&size=25"), ("import", "300"), ("sweep", "")):
        assert weighed.main(job, argument) == 0
        weight = json.loads(capsys.readouterr().out)
        assert weight["MiB"] >= 0
        assert weight["rows"] > 0


def test_only_synthetic_data_are_written_into(real_db, capsys):
    assert bars.main(["--bars", "1"]) == 2
    assert "load_demo --size national" in capsys.readouterr().err

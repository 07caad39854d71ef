"""Which migration loads a file that several of them name, and what it does with a text too new."""

from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from core import sql_files
from core.sql_files import LoadSQL, collect

THING = "CREATE TABLE IF NOT EXISTS sql_thing (id int);"
GUARD = """
CREATE OR REPLACE FUNCTION sql_guard() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RETURN NEW; END $$;
CREATE OR REPLACE TRIGGER sql_thing_guard BEFORE INSERT ON sql_thing
    FOR EACH ROW WHEN (NEW.weight > 0) EXECUTE FUNCTION sql_guard();
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the files of every app lie in a folder of the test's."""
    monkeypatch.setattr(sql_files, "path", lambda _app, name: tmp_path / f"{name}.sql")
    (tmp_path / "thing.sql").write_text(THING)
    (tmp_path / "guard.sql").write_text(GUARD)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, operation: LoadSQL, *all_of_them: LoadSQL) -> None:
    """Run one operation as if these were all on disk."""
    monkeypatch.setattr(sql_files, "namings", lambda _alias: collect(all_of_them))
    with connection.schema_editor() as editor:
        operation.database_forwards("core", editor, None, None)  # type: ignore[arg-type]


def add_weight() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sql_thing ADD COLUMN weight int")


def exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_proc WHERE proname = %s)", [name])
        return bool(cursor.fetchone()[0])


class TestCollect:
    def test_knows_the_first_and_the_last_operation_that_names_a_file(self):
        first, second, third = LoadSQL("a", "x", "y"), LoadSQL("a", "x"), LoadSQL("b", "x")

        found = collect([first, second, third])

        assert (found["a", "x"].first, found["a", "x"].last) == (first, second)
        assert (found["a", "y"].first, found["a", "y"].last) == (first, first)
        assert (found["b", "x"].first, found["b", "x"].last) == (third, third)

    def test_keeps_the_order_of_the_first_namings(self):
        found = collect([LoadSQL("a", "x", "y"), LoadSQL("b", "z"), LoadSQL("a", "x")])

        assert list(found) == [("a", "x"), ("a", "y"), ("b", "z")]


@pytest.mark.django_db
@pytest.mark.usefixtures("folder")
class TestLoadSQL:
    def test_loads_a_file_that_it_alone_names(self, monkeypatch):
        only = LoadSQL("core", "thing")
        run(monkeypatch, only, only)
        add_weight()
        guard = LoadSQL("core", "guard")

        run(monkeypatch, guard, guard)

        assert exists("sql_guard")

    def test_refuses_a_text_that_does_not_fit_where_no_other_follows(self, monkeypatch):
        only = LoadSQL("core", "thing", "guard")

        with pytest.raises(ProgrammingError, match="weight"):
            run(monkeypatch, only, only)

    def test_leaves_a_text_that_does_not_fit_yet_to_the_last(self, monkeypatch):
        first, last = LoadSQL("core", "thing", "guard"), LoadSQL("core", "guard")

        run(monkeypatch, first, first, last)

        assert not exists("sql_guard")  # all of the file or nothing
        add_weight()
        run(monkeypatch, last, first, last)
        assert exists("sql_guard")

    def test_loads_first_what_fits(self, monkeypatch):
        first, last = LoadSQL("core", "thing"), LoadSQL("core", "thing")

        run(monkeypatch, first, first, last)

        add_weight()

    def test_skips_the_ones_in_between(self, monkeypatch):
        first, between, last = (LoadSQL("core", "thing") for _ in range(3))

        run(monkeypatch, between, first, between, last)

        with pytest.raises(ProgrammingError, match="sql_thing"), transaction.atomic():
            add_weight()

    def test_has_no_way_back(self):
        operation = LoadSQL("core", "thing")

        assert not operation.reversible
        with pytest.raises(NotImplementedError):
            operation.database_backwards()

    def test_says_what_it_loads(self):
        assert LoadSQL("core", "a", "b").describe() == "Load SQL of core: a, b"

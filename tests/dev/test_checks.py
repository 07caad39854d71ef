"""The judgements of `./run check` that are ours alone."""

from pathlib import Path

import pytest

from dev import checks
from dev.tasks import ROOT


def migration(root: Path, text: str) -> None:
    folder = root / "offices" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0002_guard.py").write_text(text)


class TestRefuseSql:
    @pytest.mark.parametrize(
        "text",
        [
            'RunSQL("CREATE OR REPLACE FUNCTION f() RETURNS trigger")',
            "CREATE CONSTRAINT TRIGGER t AFTER UPDATE",
            "    DROP TRIGGER t ON offices_office",
            "alter policy tenant on violations_case",
            "CREATE MATERIALIZED VIEW v AS",
        ],
    )
    def test_names_the_file_and_the_line(self, tmp_path, capsys, text):
        migration(tmp_path, f'"""A guard."""\n{text}\n')

        assert checks.refuse_sql(tmp_path) == 1
        assert "offices/migrations/0002_guard.py:2" in capsys.readouterr().out

    def test_lets_pass_what_loads_a_file(self, tmp_path):
        migration(tmp_path, 'operations = [LoadSQL("offices", "offices")]\n')

        assert checks.refuse_sql(tmp_path) == 0

    def test_finds_nothing_in_this_repository(self):
        assert checks.refuse_sql(ROOT) == 0

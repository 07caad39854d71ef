"""The check list of ASVS names evidence that is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATES = {"done", "part", "open", "not yet built"}
NAMED = re.compile(r"(tests/[\w/*.]*[\w*/])((?:::\w+)*)|(?<![\w/.:])((?:::\w+)+)")
# A sign within a cell is no border between cells.
ROWS = [
    [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d+\.\d+\.\d+ \|", line)
]


def missing(evidence: str) -> list[str]:
    """Return what a cell names and nobody finds: files, classes and tests."""
    found, last = [], ""
    for path, names, more in NAMED.findall(evidence):
        if path:
            files = [file for file in ROOT.glob(path.rstrip("./")) if file.suffix in {"", ".py"}]
            if not files:
                found.append(path)
            last = "".join(file.read_text(encoding="utf-8") for file in files if file.is_file())
        wanted = filter(None, (names or more).split("::"))
        found += [name for name in wanted if not re.search(rf"(?:class|def) {name}\b", last)]
    return found


class TestChecklist:
    def test_has_the_rows_that_it_counts(self) -> None:
        assert len(ROWS) == len({row[0] for row in ROWS}) == 206

    @pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
    def test_says_how_each_stands_and_by_what(self, row: list[str]) -> None:
        _number, level, _how, state, evidence = row

        assert level in {"1", "2", "3"}
        assert state in STATES
        assert len(evidence) > 8
        assert missing(evidence) == []

    @pytest.mark.parametrize(
        "evidence",
        ["tests/nowhere/test_it.py", "tests/audit/test_actions.py::TestNothing",
         "tests/audit/test_actions.py::TestAppendOnly, ::TestNothing"],
    )  # fmt: skip
    def test_notices_what_is_not_there(self, evidence: str) -> None:
        assert missing(evidence) != []

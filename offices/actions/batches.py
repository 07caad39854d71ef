"""The rows of a file in a temporary table: checked and written by a few statements for all."""

import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.principal import Principal
from offices.facts import Content, Derived
from offices.rules.tables import NOTE, Problem, Table

NEAREST = 3  # lines before, and as many after, that are named beside one that says the same
_ALIKE = """
SELECT line, others || CASE WHEN named < alike - 1 THEN ' …' ELSE '' END FROM (
    SELECT line, count(*) OVER near AS named, string_agg(line::text, '، ') OVER near AS others,
        count(*) OVER (PARTITION BY {same}) AS alike
    FROM staged WHERE {given}
    WINDOW near AS (PARTITION BY {same} ORDER BY line
        ROWS BETWEEN {nearest} PRECEDING AND {nearest} FOLLOWING EXCLUDE CURRENT ROW)
) found WHERE alike > 1
"""
_KEEP_FAILED = """
UPDATE staged SET failed = t.names::text[]
FROM unnest(%s::integer[], %s::text[]) AS t (line, names) WHERE staged.line = t.line
"""
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def written(name: str) -> str:
    """Return the condition that a row's cell says something, even what could not be taken."""
    return f"({name} IS NOT NULL OR '{name}' = ANY (failed))"


def written_of(*names: str) -> str:
    """Return the expression that counts the fields of which a row's cells say something."""
    return "(" + " + ".join(f"{written(name)}::integer" for name in names) + ")"


def _apart(columns: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [name for name, _sql in columns], [sql for _name, sql in columns]


def _copied(value: Any) -> str:
    if value is None:
        return "\\N"
    if value.__class__ is str:
        return value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)


@dataclass
class Batch:
    """
    One file's rows, staged in the temporary table `staged` until the transaction ends.

    Columns: `line` (as Excel counts), `act` (insert until said otherwise), `pk` of the known
    record, `is_wrong`, `failed` (the names of fields whose cells say what was not taken, so that
    a rule of several cells judges what is there and not only what was read), one column for each
    field that the content has (NULL if the file lacks it or the cell is empty), and the derived
    ones. Statements may name the table as `staged`.
    """

    table: Table
    content: Content
    actor: Principal
    on: date
    at: datetime
    file_name: str
    known_rows: str = "update"
    import_id: int = 0
    problems: list[Problem] = field(default_factory=list)

    def stage(self) -> None:
        """Make the table and copy the rows; call it inside the transaction."""
        derived = list(self.content.derive(self.table, self.on))
        self.problems = list(self.table.problems)
        present = {known.name for known in self.table.fields}
        absent = [known for known in self.content.fields if known.name not in present]
        columns = [(known.name, known.sql) for known in self.table.fields]
        columns += [(column.name, column.sql) for column in derived]
        declared = columns + [(known.name, known.sql) for known in absent]
        self.execute("SELECT offices_stage(%s, %s)", _apart(declared))
        names = ", ".join(name for name, _sql in columns)
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY staged (line, {names}) FROM STDIN", self._text(derived))
        self._mark(self.problems)
        self._keep_failed()
        self.analyze()

    def add(self, **columns: str) -> None:
        """Add columns, a name and a type each; `flag` is false at first, `new_uuid` a fresh id."""
        self.execute("SELECT offices_stage_more(%s, %s)", _apart(list(columns.items())))

    def analyze(self) -> None:
        """Take fresh figures: without them the planner joins rows one by one."""
        self.execute("SELECT offices_analyze_staged()")

    def _keep_failed(self) -> None:
        """Write beside each row the fields whose cells were not taken."""
        names = {place: name for name, place in self.table.header.places.items()}
        failed: dict[int, set[str]] = defaultdict(set)
        for found in self.table.problems:
            if found.level == "error" and found.column in names:
                failed[found.line].add(names[found.column])
        if failed:
            lists = ["{" + ",".join(sorted(found)) + "}" for found in failed.values()]
            self.execute(_KEEP_FAILED, [list(failed), lists])

    def _text(self, derived: Sequence[Derived]) -> io.StringIO:
        rows: Any = self.table.rows
        if derived:
            more = zip(*(column.values for column in derived), strict=True)
            rows = (row + extra for row, extra in zip(rows, more, strict=True))
        return io.StringIO("".join("\t".join(map(_copied, row)) + "\n" for row in rows))

    def execute(self, sql: str, parameters: Any = ()) -> int:
        """Run a statement; return how many rows it changed."""
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return int(cursor.rowcount)

    def rows(self, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())

    def flag(
        self, name: str, message: str, sql: str, parameters: Any = (), level: str = "error"
    ) -> None:
        """
        Note a problem of a field for each line that the query returns.

        The query's first column is the line; the others fill {0}, {1}, … in the message. A line
        with an error is left out when the import is applied. A cell that could not be read has
        said so already and gets no second problem.
        """
        column, title = self.table.field_of(name)
        title = title or next((f.title for f in self.content.fields if f.name == name), "")
        unread = {known.line for known in self.table.problems if known.column == column}
        found = [
            Problem(line, column, title, self.table.shown(line, name), message.format(*values),
                    level)
            for line, *values in self.rows(sql, parameters) if line not in unread
        ]  # fmt: skip
        self.problems += found
        self._mark(found)

    def flag_parts(self, message: str, names: Sequence[str]) -> None:
        """Note each empty cell of a row that says some of what only goes together."""
        for name in names:
            self.flag(
                name,
                message,
                f"SELECT line FROM staged WHERE NOT {written(name)} AND {written_of(*names)} > 0",
            )

    def flag_alike(self, name: str, message: str, columns: Sequence[str]) -> None:
        """
        Note each line that says in some columns what others say; {0} names those.

        Of many only the nearest are named: a file in which all lines are alike is refused as
        quickly as any other.
        """
        alike = {
            "same": ", ".join(columns),
            "given": " AND ".join(f"{one} IS NOT NULL" for one in columns),
            "nearest": NEAREST,
        }
        self.flag(name, message, _ALIKE.format(**alike))

    def _mark(self, problems: Sequence[Problem]) -> None:
        lines = sorted({found.line for found in problems if found.level == "error"})
        if lines:
            self.execute("UPDATE staged SET is_wrong = true WHERE line = ANY(%s)", [lines])

    def note_left_alone(self) -> None:
        """Name each known row that is left alone, as whoever brought the file chose."""
        sql = "SELECT line FROM staged WHERE act = 'skip' AND NOT is_wrong ORDER BY line"
        said = _("It is in the register; as you chose, known rows are left alone.")
        self.problems += [Problem(line, -1, "", "", said, NOTE) for (line,) in self.rows(sql)]

    def counts(self) -> dict[str, int]:
        """Return how many rows are inserted, updated, the same, skipped, wrong, blank."""
        counted = Counter(
            dict(
                self.rows(
                    "SELECT CASE WHEN is_wrong THEN 'wrong' ELSE act END, count(*)"
                    " FROM staged GROUP BY 1"
                )
            )
        )
        names = ("insert", "update", "same", "skip", "wrong")
        warned = len({found.line for found in self.problems if found.level == "warning"})
        return {name: counted[name] for name in names} | {
            "blank": self.table.blank,
            "warned": warned,
        }

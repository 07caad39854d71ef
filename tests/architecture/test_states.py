"""States in the database agree with those of the code: moves, constraints, indexes and raw SQL."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from core.sql_files import namings, path
from core.states import Flow
from tests.architecture.sources import APPS, ROOT, sources

NOT_GO = "does not go from"
# The table and the guard of each flow, and with which words it refuses a move that is not in it.
GUARDS = {
    "PENDING_FLOW": ("approvals_pendingact", "approvals_guard_moves", "decided once"),
    "CONTRACT_FLOW": ("contracts_contract", "contracts_guard_moves", NOT_GO),
    "ADDENDUM_FLOW": ("contracts_contractaddendum", "contracts_guard_addendum", NOT_GO),
    "GUARANTEE_FLOW": ("contracts_guarantee", "contracts_keep_guarantee", "does not come back"),
    "MESSAGE_FLOW": ("notices_message", "notices_guard_message", "stays sent|given up is sent"),
    "LICENCE_FLOW": ("offices_licence", "offices_guard_licence", NOT_GO),
    "OFFICE_FLOW": ("offices_office", "offices_guard_office", NOT_GO),
    "DUTY_FLOW": ("oversight_duty", "oversight_guard_duty", "one step at a time"),
    "POLICY_FLOW": ("oversight_policyversion", "oversight_guard_policy", "approved or refused"),
    "REVIEW_FLOW": ("oversight_terminationreview", "oversight_guard_review", NOT_GO),
    "CASE_FLOW": ("violations_case", "violations_guard_case", NOT_GO),
    "REPORT_FLOW": ("violations_violationreport", "violations_guard_report", NOT_GO),
    "SESSION_FLOW": (
        "violations_hearingsession", "violations_guard_session", f"{NOT_GO}|is over"
    ),
}  # fmt: skip


def flows() -> dict[str, Flow[Any]]:
    """Return each flow of the code by its name."""
    found: dict[str, Flow[Any]] = {}
    for app in APPS:
        if (ROOT / app / "states.py").exists():
            values = vars(import_module(f"{app}.states"))
            found |= {name: flow for name, flow in values.items() if isinstance(flow, Flow)}
    return found


def edges(flow: Flow[Any]) -> set[tuple[str, str]]:
    """Return the moves of a flow as plain words."""
    return {(str(before), str(after)) for before, after in flow.edges()}


def states_of(table: str) -> set[str]:
    """Return the states that a table's column `state` knows; none where it has no such column."""
    for model in apps.get_models():
        if model._meta.db_table == table:
            fields = [field for field in model._meta.fields if field.name == "state"]
            return {str(value) for field in fields for value, _ in field.choices or ()}
    return set()


def moves(table: str, guard: str, refusal: str, states: set[str]) -> set[tuple[str, str]]:
    """Return the moves that a guard lets pass, tried on a copy of its table without constraints."""
    allowed = set()
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE tried AS SELECT * FROM {table} WITH NO DATA;"
            "CREATE TRIGGER guard BEFORE UPDATE ON tried"
            f" FOR EACH ROW EXECUTE FUNCTION {guard}()"
        )
        cursor.execute("SELECT FROM pg_attribute WHERE attrelid = 'tried'::regclass"
                       " AND attname = 'version'")  # fmt: skip
        versioned = cursor.fetchone() is not None
        for before in sorted(states):
            cursor.execute("DELETE FROM tried; INSERT INTO tried (state) VALUES (%s)", [before])
            if versioned:
                cursor.execute("UPDATE tried SET version = 1")
            for after in sorted(states - {before}):
                if not is_refused(after, versioned, refusal):
                    allowed.add((before, after))
    return allowed


def is_refused(after: str, versioned: bool, refusal: str) -> bool:
    """Try one move and undo it; tell whether the guard refuses it because of the states."""
    count = ", version = version + 1" if versioned else ""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE tried SET state = %s{count}", [after])
            transaction.set_rollback(True)
    except ProgrammingError:  # the guard goes on with a function that wants a row of the real table
        return False
    except IntegrityError as error:
        return re.search(refusal, str(error).partition("\n")[0]) is not None
    return False


@pytest.mark.django_db
class TestMoves:
    def test_of_every_flow_are_tried(self) -> None:
        assert set(GUARDS) == set(flows())

    @pytest.mark.parametrize("name", GUARDS)
    def test_are_those_of_the_flow(self, name: str) -> None:
        table, guard, refusal = GUARDS[name]

        found = moves(table, guard, refusal, states_of(table))

        assert found == edges(flows()[name])

    def test_of_another_flow_are_noticed(self) -> None:
        table, guard, refusal = GUARDS["OFFICE_FLOW"]

        found = moves(table, guard, refusal, states_of(table))

        assert found != edges(flows()["LICENCE_FLOW"])
        assert ("closed", "active") not in found


@pytest.mark.django_db
class TestConstraintsAndIndexes:
    def test_name_states_that_exist(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
                " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
                " UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes"
                " WHERE schemaname = 'public'"
            )
            found = cursor.fetchall()

        wrong = [
            (name, literal)
            for table, name, text in found
            for group in re.findall(
                r"\(state\)::text \S+ (?:ANY \(\(?ARRAY\[)?([^\]]*?)[\])]", text
            )
            for literal in re.findall(r"'(\w+)'", group)
            if literal not in states_of(table)
        ]
        assert not wrong


@dataclass(frozen=True)
class Literal:
    """A state that SQL text compares with a column `state`, and the tables it may be of."""

    where: str
    tables: tuple[str, ...]
    value: str


OBJECT = re.compile(
    r"^CREATE (?:OR REPLACE )?(?:CONSTRAINT )?(FUNCTION|TRIGGER|POLICY) (\w+)", re.MULTILINE
)
COMPARED = re.compile(
    r"(?:\b(?P<whose>\w+)\.)?\bstate\)?\s*(?:=|<>|NOT IN|IN)\s*(?P<values>'\w+'|\([^()]*\))"
)
CHOSEN = re.compile(
    r"CASE (?P<whose>\w+)\.state(?P<values>(?:\s+WHEN\s+'\w+'.*?)+)\s+END", re.DOTALL
)
RENAMED = re.compile(
    r"\b(?:FROM|JOIN|UPDATE)\s+(?:public\.)?(?P<table>[a-z]+_[a-z_]+)"
    r"(?:\s+(?:AS\s+)?(?!WHERE|JOIN|ON|SET|CROSS|LEFT|ORDER|FOR\b)(?P<alias>\w+))?"
)
ROW = re.compile(r"\b(?P<alias>[a-z]+) (?:public\.)?(?P<table>[a-z]+_[a-z]+)(?=[;,)\s])")
# Rows that a name stands for by another way than a table's alias.
ROWS = {
    ("contracts_is_sent", ""): "contracts_contract",
    ("oversight_place_case_duties", "now"): "violations_case",
    ("oversight_place_case_duties", "found"): "violations_case",
    ("oversight_place_handling_duties", "kase"): "violations_case",
    ("oversight_place_carrying_out", "held"): "contracts_contract",
    ("oversight_place_carrying_out", "review"): "oversight_terminationreview",
    ("oversight_place_ending", "past"): "oversight_duty",
    ("offices_bar_second", "NEW"): "approvals_pendingact",
    ("offices_guard_second", "NEW"): "approvals_pendingact",
}


def objects() -> Iterator[tuple[str, str, str, str]]:
    """Yield kind and name of each object in the files, its text and the file."""
    for app, name in namings():
        text = path(app, name).read_text(encoding="utf-8")
        for start, end in pairwise([*OBJECT.finditer(text), None]):
            assert start
            code = text[start.start() : end.start() if end else len(text)]
            yield start[1], start[2], re.sub(r"--.*", "", code), f"{app}/sql/{name}.sql"


def guarded() -> dict[str, set[str]]:
    """Return the tables on which each trigger function runs."""
    found: dict[str, set[str]] = {}
    for kind, _name, text, _where in objects():
        if kind == "TRIGGER":
            table = re.search(r"\bON (\w+)", text)
            function = re.search(r"EXECUTE FUNCTION (\w+)", text)
            assert table
            assert function
            found.setdefault(function[1], set()).add(table[1])
    return found


def literals() -> Iterator[Literal]:
    """Yield each state that the files compare."""
    runs_on = guarded()
    for kind, name, text, where in objects():
        own = runs_on.get(name, set())
        if kind == "TRIGGER":
            own = {*re.findall(r"\bON (\w+)", text)[:1]}
        for found in [*COMPARED.finditer(text), *CHOSEN.finditer(text)]:
            tables = tables_of(name, text[: found.start()], found["whose"] or "", own)
            values = found["values"]
            if found.re is CHOSEN:
                values = " ".join(re.findall(r"WHEN\s+('\w+')", values))
            for value in re.findall(r"'(\w+)'", values):
                yield Literal(f"{where} {name}", tables, value)


def tables_of(name: str, before: str, whose: str, own: set[str]) -> tuple[str, ...]:
    """Return the tables of the row that is called `whose` after the text `before`."""
    if (name, whose) in ROWS:
        return (ROWS[name, whose],)
    if whose in {"NEW", "OLD"}:
        return tuple(sorted(own))
    renamed = [*RENAMED.finditer(before)]
    if not whose:
        return (renamed[-1]["table"],) if renamed else ()
    known = {found["alias"] or found["table"]: found["table"] for found in renamed}
    rows = {found["alias"]: found["table"] for found in ROW.finditer(before)}
    named = rows | known
    return (named[whose],) if whose in named else ()


class TestFiles:
    def test_name_states_of_the_table_that_they_speak_of(self) -> None:
        found = [*literals()]
        wrong = [
            literal
            for literal in found
            if not any(literal.value in states_of(table) for table in literal.tables)
        ]

        assert len(found) > 100
        assert not wrong


class TestStatements:
    def test_in_the_code_name_states_that_exist(self) -> None:
        every = {
            str(value)
            for model in apps.get_models()
            for field in model._meta.fields
            if field.name.endswith("state")
            for value, _ in field.choices or ()
        } | {"expiring"}  # a row of a flag's statement
        wrong = [
            (source.where, value)
            for source in sources()
            for found in COMPARED.finditer(source.text)
            for value in re.findall(r"'(\w+)'", found["values"])
            if value not in every
        ]

        assert not wrong

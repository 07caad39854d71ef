"""
Who acts on a record of an office is compared with who holds or runs it, wherever a row names them.

A column of a person on a table that leads to an office has a trigger whose function, or one that
it calls, asks for an interest (docs/adr/0080-interests.md), or its reason below.
"""

import re

import pytest
from django.db import connection

from tests.architecture import raw_sql

pytestmark = pytest.mark.django_db
LEADS = {
    "office_id", "case_id", "contract_id", "review_id", "duty_id", "settlement_id", "guarantee_id",
    "session_id", "deadline_id", "licence_id", "letter_id", "flag_id",
}  # fmt: skip
FUNCTIONS = """
SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
TRIGGERS = """
SELECT held.tgrelid::regclass::text, called.proname, encode(held.tgargs, 'escape')
FROM pg_trigger held JOIN pg_proc called ON called.oid = held.tgfoid WHERE NOT held.tgisinternal
"""
# Columns that name no person of the other side, with the reason.
_OFFICE = "the office itself acts, by its own operator"
EXEMPT = {
    "contracts_contract.accepted_by": _OFFICE,
    "contracts_contract.declined_by": _OFFICE,
    "contracts_contract.mutual_end_accepted_by": _OFFICE,
    "contracts_contractaddendum.accepted_by": _OFFICE,
    "contracts_papercontest.contested_by": _OFFICE,
    "contracts_waiver.given_by": _OFFICE,
    "oversight_reviewpaper.contested_by": _OFFICE,
    "oversight_terminationreview.statement_by": _OFFICE,
    "violations_appeal.contested_by": _OFFICE,
    "violations_defence.contested_by": _OFFICE,
    "notices_letter.issued_by": "a letter proves nothing without the act whose record names it",
    "oversight_terminationreview.issued_by": "reviews are opened by a run of the rules",
    "violations_evidence.uploaded_by": "either side brings files; the act that uses one is asked",
    "violations_sessionseat.contested_by": "who was called contests their own noted absence",
}


def askers() -> set[str]:
    """Return the functions that ask for an interest, or call one that does."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        sources = dict(cursor.fetchall())
    found = {"offices_has_interest"}
    while True:
        wider = found | {
            name for name, text in sources.items()
            if any(re.search(rf"\b{known}\(", text) for known in found)
        }  # fmt: skip
        if wider == found:
            return found
        found = wider


def test_every_person_of_a_record_of_an_office_is_asked_for_an_interest() -> None:
    asking = askers()
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS)
        triggers = [
            (table, name, set(arguments.split("\\000"))) for table, name, arguments in cursor
        ]
        cursor.execute(FUNCTIONS)
        sources = dict(cursor.fetchall())
    missing = []
    for table, columns in raw_sql.catalog().columns.items():
        if not LEADS & {column.name for column in columns}:
            continue
        for column in columns:
            name = f"{table}.{column.name}"
            if column.is_person and not any(
                owner == table and called in asking
                and (
                    column.name in arguments
                    or f"NEW.{column.name}" in sources[called]
                    or f"'{column.name}'" in sources[called]
                )
                for owner, called, arguments in triggers
            ):  # fmt: skip
                missing.append(name)
    new = sorted(set(missing) - EXEMPT.keys())
    assert not new, "\n".join(["ask for an interest, or exempt with the reason:", *new])
    assert not EXEMPT.keys() - set(missing)

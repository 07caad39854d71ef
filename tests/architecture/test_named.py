"""Whoever a row names did it: they left an event of their own in the same transaction."""

from typing import Any

import pytest
from django.db import connection

from accounts.roles import Role
from audit.actions import record
from core.clock import now
from tests.factories import make_case, make_principal
from tests.sql import refused_at_runtime
from violations.models import Case, CaseNote

pytestmark = pytest.mark.django_db
WORDS = "written_by of violations_casenote names somebody who did not do it."


@pytest.fixture
def case() -> Case:
    return make_case()


def noted(case: Case, writer: Any, recorder: Any, verb: str) -> str:
    """Return how the database refuses a note in one's name with an event of another's."""

    def write() -> None:
        CaseNote.objects.create(
            case=case, text="یادداشت", written_at=now(), written_by=writer.user_id,
            written_by_name=writer.name,
        )  # fmt: skip
        record(actor=recorder, verb=verb, target=case, at=now())
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

    return refused_at_runtime(write, asks_doers=True)


def test_names_who_left_the_event(case: Case) -> None:
    manager = make_principal(Role.AGENCY_MANAGER, case.agency)

    assert noted(case, manager, manager, "case.note_added") == ""


def test_names_nobody_else(case: Case) -> None:
    manager = make_principal(Role.AGENCY_MANAGER, case.agency)
    clerk = make_principal(Role.AGENCY_CLERK, case.agency)

    assert noted(case, manager, clerk, "case.note_added") == WORDS


def test_an_event_that_anybody_leaves_says_nothing(case: Case) -> None:
    manager = make_principal(Role.AGENCY_MANAGER, case.agency)

    assert noted(case, manager, manager, "dossier.taken") == WORDS

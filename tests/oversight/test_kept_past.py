"""What the house once went by stays as it was, whoever writes the SQL."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.clock import now, today
from oversight.models import RuleRun
from tests.factories import make_case, make_office, make_report, make_type

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def refuses(told: str, statement: str, *values: Any) -> None:
    """Run one statement as somebody at a prompt would, and expect its refusal."""
    with pytest.raises(IntegrityError, match=told), transaction.atomic():
        run(statement, *values)


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


class TestLicences:
    @pytest.mark.parametrize(
        "assignment",
        [
            "issued_on = issued_on - 1", "expires_on = expires_on + 365", "number = '1'",
            "holder_id = holder_id + 1", "office_id = office_id + 1",
        ],
    )  # fmt: skip
    def test_keep_what_they_were_issued_as(self, assignment):
        licence = make_office().licences.get()

        refuses("another one", f"UPDATE offices_licence SET {assignment} WHERE id = %s", licence.pk)

    @pytest.mark.parametrize(
        "assignment", ["ended_on = pishkhan_today() - 9", "state_since = pishkhan_today() - 9"]
    )
    def test_end_by_a_move_of_their_state(self, assignment):
        licence = make_office().licences.get()

        refuses(
            "with its state", f"UPDATE offices_licence SET {assignment} WHERE id = %s", licence.pk
        )

    def test_keep_their_last_day(self):
        licence = make_office().licences.get()
        run(
            "UPDATE offices_licence SET state = 'cancelled', document_no = '1',"
            " ended_on = pishkhan_today() - 9 WHERE id = %s", licence.pk,
        )  # fmt: skip

        refuses("stays", "UPDATE offices_licence SET ended_on = NULL WHERE id = %s", licence.pk)

    def test_are_not_deleted(self):
        licence = make_office().licences.get()

        refuses("not deleted", "DELETE FROM offices_licence WHERE id = %s", licence.pk)


class TestRules:
    @pytest.mark.parametrize("table", ["violations_violationtype", "violations_caserule"])
    def test_in_force_only_end(self, table):
        make_type()

        column = "points" if table == "violations_violationtype" else "quorum"
        refuses("not rewritten", f"UPDATE {table} SET {column} = {column} + 1")
        refuses("not rewritten", f"UPDATE {table} SET valid_from = valid_from - 9")
        refuses("not rewritten", f"UPDATE {table} SET valid_to = %s", today() - 9 * DAY)
        refuses("not deleted", f"DELETE FROM {table}")
        run(f"UPDATE {table} SET valid_to = %s", today())

    def test_that_ended_stay_ended(self):
        kind = make_type(valid_to=today() - 2 * DAY)

        refuses(
            "not rewritten", "UPDATE violations_violationtype SET valid_to = NULL WHERE id = %s",
            kind.pk,
        )  # fmt: skip

    def test_to_come_may_be_corrected_until_somebody_uses_them(self, gas_clerk):
        kind = make_type(valid_from=today() + 9 * DAY)
        run("UPDATE violations_violationtype SET points = 7 WHERE id = %s", kind.pk)
        make_report(reporter=gas_clerk, type=kind)

        refuses("not rewritten", "UPDATE violations_violationtype SET points = 8")

    def test_keep_the_matrix(self):
        kind = make_type()

        refuses("matrix", "UPDATE violations_sanctionrule SET days = 99")
        refuses("matrix", "DELETE FROM violations_sanctionrule WHERE type_id = %s", kind.pk)

    def test_keep_the_matrix_of_a_used_type(self):
        kind = make_type(valid_from=today() + 9 * DAY)
        run("UPDATE violations_sanctionrule SET extra = 'x' WHERE type_id = %s", kind.pk)
        make_case(type=kind)

        refuses("matrix", "DELETE FROM violations_sanctionrule WHERE type_id = %s", kind.pk)


class TestRuns:
    @staticmethod
    def ended(state: str, **values: Any) -> RuleRun:
        """Return a run that ended."""
        row = RuleRun.objects.create(
            job="check_four_eyes", as_of=today(), mode="full", started_at=now(), triggered_by=1,
            triggered_by_name="سامانه", **values,
        )  # fmt: skip
        RuleRun.objects.filter(pk=row.pk).update(state=state, finished_at=now())
        return row

    @pytest.mark.parametrize(
        "assignment", ["counts = '{}'", "state = 'failed'", "as_of = as_of - 1", "error = 'x'"]
    )
    def test_that_are_done_stay(self, assignment):
        self.ended("done")

        refuses("neither changed", f"UPDATE oversight_rulerun SET {assignment}")
        refuses("neither changed", "DELETE FROM oversight_rulerun")

    def test_keep_what_they_were_started_for(self):
        self.ended("running")

        refuses("started for", "UPDATE oversight_rulerun SET triggered_by = 9")

    @pytest.mark.parametrize("is_scheduled", [True, False])
    def test_that_failed_are_taken_up_if_they_were_scheduled(self, is_scheduled):
        row = self.ended("failed", is_scheduled=is_scheduled)

        if is_scheduled:
            assert RuleRun.objects.filter(pk=row.pk).update(state="running")
        else:
            refuses("taken up again", "UPDATE oversight_rulerun SET state = 'running'")

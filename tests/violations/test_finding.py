"""Reports are found by what was written, past the row policies' reach, and seen only by right."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from core.management.commands.setup_roles import HIDDEN_TABLES, OWN_TABLES
from tests.factories import make_contract, make_report
from violations.facts import finding
from violations.facts.finding import reports_holding
from violations.models import ViolationReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(gas: Any, gas_clerk: Any) -> ViolationReport:
    return make_report(
        reporter=gas_clerk, contract=make_contract(agency=gas), search_key="1405-7وجه_اضافه"
    )


def found(key: str) -> list[ViolationReport]:
    return list(ViolationReport.objects.filter(reports_holding(key)))


class TestReportsHolding:
    @pytest.mark.parametrize("key", ["1405-7", "وجه", "وجه_اضافه", "14"])
    def test_finds_a_part_of_the_key(self, report: ViolationReport, key: str) -> None:
        assert found(key) == [report]

    @pytest.mark.parametrize("key", ["1405-8", "وجهXاضافه", "%", "___", "\\\\\\"])
    def test_takes_letters_as_they_are(self, report: ViolationReport, key: str) -> None:
        assert found(key) == []

    def test_finds_by_a_changed_text(self, report: ViolationReport) -> None:
        ViolationReport.objects.filter(pk=report.pk).update(search_key="قبض")

        assert found("قبض") == [report]
        assert found("وجه") == []

    def test_finds_what_is_common_too(
        self, report: ViolationReport, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(finding, "MOST_NAMED", 0)

        assert found("وجه") == [report]


class TestKeys:
    def test_are_read_by_nobody_but_the_function(self, report: ViolationReport) -> None:
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("CREATE ROLE seeker; GRANT USAGE ON SCHEMA public TO seeker")
            cursor.execute("SET LOCAL ROLE seeker")
            cursor.execute("SELECT violations_reports_holding('1405-7', 9)")
            assert cursor.fetchone() == ([report.pk],)
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute("SELECT key FROM violations_reportkey")
            cursor.execute("RESET ROLE; DROP OWNED BY seeker; DROP ROLE seeker")

    def test_are_the_owners_alone(self) -> None:
        assert "violations_reportkey" in OWN_TABLES
        assert set(OWN_TABLES) <= set(HIDDEN_TABLES)

"""An agency's page: what it ignores, since when, how far up that is, and one count everywhere."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.principal import Principal
from agencies.models import Agency
from contracts.models import Contract
from core.persian import latin_digits
from dashboard.facts.record import record_panel
from oversight import actions
from oversight.facts.agency_panel import agency_panel
from oversight.facts.agency_rows import duty_cells, duty_counts
from oversight.facts.comparison import comparison
from oversight.models import Duty
from oversight.states import DutyState
from tests.factories import make_case, make_contract, make_final_case
from tests.oversight.steps import DAY, later, moment
from violations.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def silent(contract: Contract, clock: Principal) -> Case:
    """Return a decision that has waited for more than a year to be carried out."""
    case = make_final_case(contract=contract, final_on=later(-500), executed_on=None)
    for back in range(8, -1, -1):
        actions.follow_duties(as_of=later(-back), actor=clock, at=moment(later(-back)))
    return case


class TestPage:
    def test_tells_what_is_ignored_since_when_and_where_it_is(
        self, silent: Case, gas: Agency, expert: Principal
    ) -> None:
        shown = agency_panel(gas, expert, DAY)

        assert shown
        (row,) = shown["ignored"]
        duty = Duty.objects.get(case=silent, kind="execute")
        assert (row["number"], row["since"]) == (silent.number, later(-500))
        assert row["state"] == DutyState.AGENDA.label
        assert row["step_on"] == duty.agenda_on
        assert row["late"] > 300
        assert row["reminders"] >= 1
        assert row["matter"] == silent.type.title

    def test_counts_duties_once_on_page_desk_and_comparison(
        self, silent: Case, gas: Agency, deputy: Principal, browser_of: Any
    ) -> None:
        record = record_panel(gas, deputy, DAY)
        found = comparison(deputy, DAY)

        assert record
        assert found
        cells = [latin_digits(cell.value) for cell in record["cells"]]
        tally = next(row.compared.tally for row in found.rows if row.code == gas.code)
        assert (cells[0], cells[3]) == (str(tally.due), str(tally.ignored)) == ("1", "1")
        assert sum(count for _label, count in record["chart"].bins) == tally.due

    def test_never_says_that_all_is_well_of_one_that_ignores(
        self, silent: Case, gas: Agency, deputy: Principal, browser_of: Any
    ) -> None:
        page = browser_of(deputy).get(gas.get_absolute_url()).content.decode()

        assert "هیچ کاری دیر نشده" not in page
        assert "مهلت هیچ کاری نگذشته است" not in page
        assert silent.number in latin_digits(page)

    def test_says_so_of_one_that_ignores_nothing(
        self, contract: Contract, gas: Agency, deputy: Principal, browser_of: Any
    ) -> None:
        make_case(contract=contract, opened_on=DAY)

        page = browser_of(deputy).get(gas.get_absolute_url()).content.decode()

        assert "مهلت هیچ کاری نگذشته است" in page

    def test_offers_a_reminder_to_whom_it_is_given(
        self, silent: Case, gas: Agency, deputy: Principal, auditor: Principal
    ) -> None:
        for reader, offered in ((deputy, True), (auditor, False)):
            shown = agency_panel(gas, reader, DAY)
            assert shown
            assert bool(shown["remind_url"]) is offered

    def test_is_nobodys_of_another_agency(
        self, silent: Case, gas: Agency, power_manager: Principal
    ) -> None:
        assert agency_panel(gas, power_manager, DAY) is None
        assert record_panel(gas, power_manager, DAY) is None


class TestCourse:
    @pytest.mark.parametrize(("name", "sees_all"), [("deputy", True), ("gas_manager", False)])
    def test_stands_beside_the_provinces_for_who_sees_it(
        self,
        contract: Contract,
        power: Agency,
        gas: Agency,
        name: str,
        sees_all: bool,
        request: pytest.FixtureRequest,
    ) -> None:
        other = make_contract(office=contract.office, agency=power)
        for back in (10, 11, 12, 13, 14, 110, 111, 112, 113, 114):
            made = {"final_on": later(-back), "executed_on": later(-back)}
            make_final_case(contract=contract, **made)
            make_final_case(contract=other, decision_due_on=later(-back - 30), **made)  # late

        record = record_panel(gas, request.getfixturevalue(name), DAY)

        assert record
        drawn = record["course"]
        assert [share for _name, share in drawn.shares] == [100, 100]
        assert len(drawn.beside) == (2 if sees_all else 0)
        assert all(50 <= share < 100 for share in drawn.beside)


class TestRows:
    def test_say_of_each_agency_what_its_page_says(
        self, silent: Case, gas: Agency, power: Agency, expert: Principal
    ) -> None:
        shown = agency_panel(gas, expert, DAY)
        counts = duty_counts([gas.pk, power.pk], expert, DAY)

        assert shown
        opened = Duty.objects.visible_to(expert).open().filter(agency=gas).count()
        assert counts[gas.pk] == (opened, shown["ignored_count"], gas.code)
        assert counts[gas.pk][1] == 1
        assert counts[power.pk] == (0, 0, power.code)

    def test_say_it_in_one_statement(
        self, silent: Case, gas: Agency, power: Agency, expert: Principal
    ) -> None:
        for keys in ([gas.pk], [gas.pk, power.pk]):
            with CaptureQueriesContext(connection) as asked:
                duty_cells(keys, expert, DAY)
            assert len(asked) == 1

    def test_say_it_to_an_agency_of_itself(
        self, silent: Case, gas: Agency, power: Agency, gas_manager: Principal
    ) -> None:
        assert set(duty_counts([gas.pk, power.pk], gas_manager, DAY)) == {gas.pk}

    def test_lead_to_what_they_count(
        self, silent: Case, gas: Agency, expert: Principal, browser_of: Any
    ) -> None:
        cell = str(duty_cells([gas.pk], expert, DAY)[gas.pk])
        assert f"/duties?tab=late&amp;agency={gas.code}" in cell

        page = browser_of(expert).get("/agencies").content.decode()
        assert "تکالیف باز" in page
        assert f"?agency={gas.code}" in page

    def test_are_not_there_for_whom_they_are_not_told(
        self, silent: Case, association: Principal, browser_of: Any
    ) -> None:
        assert "تکالیف باز" not in browser_of(association).get("/agencies").content.decode()

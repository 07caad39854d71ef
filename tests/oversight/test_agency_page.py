"""An agency's page: what it ignores, since when, how far up that is, and one count everywhere."""

from typing import Any

import pytest

from accounts.principal import Principal
from agencies.models import Agency
from contracts.models import Contract
from core.persian import latin_digits
from dashboard.facts.record import record_panel
from oversight import actions
from oversight.facts.agency_panel import agency_panel
from oversight.facts.comparison import comparison
from oversight.models import Duty
from oversight.states import DutyState
from tests.factories import make_case, make_final_case
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

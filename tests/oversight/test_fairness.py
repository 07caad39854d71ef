"""The fair comparison: Wilson's interval, the pull to the mean, and who has no rank."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.principal import Principal
from agencies.models import Agency
from contracts.models import Contract
from core.periods import spans
from dashboard.facts.figures import read
from dashboard.facts.league import league, league_part
from oversight import actions
from oversight.facts.comparison import comparison
from oversight.models import ComparisonRule, Duty
from oversight.rules.fairness import LEAST_CELL, Measure, Shown, Tally, compared, shown, wilson
from tests.factories import drop_case, make_case, make_contract, make_final_case, step_case
from tests.oversight.steps import DAY, later
from violations.models import Case

ASSUMED = Measure(least=10, weight=10, z=1.96)


class TestWilson:
    @pytest.mark.parametrize(
        ("hits", "of", "low", "high"),
        [
            (0, 10, 0.0, 0.2775),
            (8, 10, 0.4902, 0.9433),
            (10, 10, 0.7225, 1.0),
            (50, 100, 0.4038, 0.5962),
            (0, 0, 0.0, 1.0),
        ],
    )
    def test_agrees_with_the_published_values(
        self, hits: int, of: int, low: float, high: float
    ) -> None:
        assert wilson(hits, of, 1.96) == pytest.approx((low, high), abs=0.0001)

    @given(st.integers(0, 200), st.integers(0, 200))
    def test_holds_the_share_and_stays_within_zero_and_one(self, hits: int, misses: int) -> None:
        low, high = wilson(hits, hits + misses, 1.96)

        assert 0 <= low <= high <= 1
        if hits + misses:
            assert low - 1e-9 <= hits / (hits + misses) <= high + 1e-9


class TestCompared:
    def test_counts_ignored_and_late_as_failed(self) -> None:
        (row,) = compared([Tally("a", in_time=6, late=2, ignored=4)], ASSUMED)

        assert row.share == 0.5
        assert row.tally.due == 12

    @pytest.mark.parametrize(("due", "place"), [(9, None), (10, 1), (11, 1)])
    def test_ranks_from_the_least_number_on(self, due: int, place: int | None) -> None:
        (row,) = compared([Tally("a", in_time=due, late=0, ignored=0)], ASSUMED)

        assert row.place == place

    def test_pulls_a_small_agency_to_the_mean(self) -> None:
        rows = compared(
            [Tally("big", 160, 0, 40), Tally("small", 10, 0, 0), Tally("weak", 60, 0, 40)], ASSUMED
        )
        by_key = {row.tally.key: row for row in rows}

        assert by_key["small"].share == 1.0
        assert by_key["small"].pulled == pytest.approx((10 + 10 * 230 / 310) / 20)
        assert by_key["weak"].place == 3

    def test_gives_equals_one_place_and_leaves_the_next_out(self) -> None:
        rows = compared([Tally("a", 10, 0, 0), Tally("b", 10, 0, 0), Tally("c", 5, 0, 5)], ASSUMED)

        assert [(row.tally.key, row.place) for row in rows] == [("a", 1), ("b", 1), ("c", 3)]

    def test_places_those_without_a_rank_last(self) -> None:
        rows = compared([Tally("few", 3, 0, 0), Tally("many", 1, 0, 19)], ASSUMED)

        assert [(row.tally.key, row.place) for row in rows] == [("many", 1), ("few", None)]

    @given(st.lists(st.tuples(*[st.integers(0, 40)] * 3), min_size=1, max_size=12))
    def test_never_ranks_a_worse_share_of_as_many_duties_higher(self, counts: Any) -> None:
        tallies = [Tally(str(n), *row) for n, row in enumerate(counts)]
        rows = compared(tallies, ASSUMED)

        for one in rows:
            for other in rows:
                same = one.tally.due == other.tally.due
                if same and one.place and other.place and one.tally.in_time > other.tally.in_time:
                    assert one.place < other.place


@pytest.mark.django_db
class TestComparison:
    @pytest.fixture
    def acted(self, contract: Contract, power: Agency, clock: Principal) -> None:
        """The gas company carries out one decision in time, one late, leaves one; power acts."""
        start = later(-90)
        other = make_contract(agency=power, office=contract.office)
        for of, days in ((contract, 3), (contract, 60), (contract, None), (other, 0)):
            case = make_final_case(contract=of, final_on=start, executed_on=None)
            if days is not None:
                step_case(case, executed_on=start + timedelta(days=days), executed_by=0)
        actions.date_duties(actor=clock)

    def test_counts_what_became_of_the_duties(
        self, acted: None, deputy: Principal, gas: Agency, power: Agency
    ) -> None:
        found = comparison(deputy, DAY)
        assert found
        rows = {row.code: row.compared.tally for row in found.rows}

        gas_duties = Duty.objects.filter(agency=gas, kind="execute")
        assert gas_duties.count() == 3
        tally = rows[gas.code]
        assert tally.ignored == 1
        assert tally.late >= 1
        assert rows[power.code].ignored == 0
        dated = Duty.objects.exclude(state="void").filter(due_on__isnull=False)
        assert sum(row.due for row in rows.values()) == dated.count()

    def test_counts_an_old_silence_and_no_old_answer(
        self, contract: Contract, clock: Principal, deputy: Principal, gas: Agency
    ) -> None:
        long_ago = later(-600)
        make_final_case(contract=contract, final_on=long_ago, executed_on=None)
        make_final_case(contract=contract, final_on=long_ago, executed_on=long_ago)
        actions.date_duties(actor=clock)

        found = comparison(deputy, DAY)

        assert found
        (tally,) = [row.compared.tally for row in found.rows if row.code == gas.code]
        assert (tally.in_time, tally.late, tally.ignored) == (0, 0, 1)

    def test_tells_small_counts_to_the_province_and_the_agency_only(
        self, acted: None, deputy: Principal, gas_manager: Principal, gas: Agency, power: Agency
    ) -> None:
        def told(reader: Principal, agency: Agency) -> Shown:
            found = comparison(reader, DAY)
            assert found
            return next(row.told for row in found.rows if row.code == agency.code)

        assert not told(deputy, power).is_masked
        assert not told(gas_manager, gas).is_masked
        assert told(deputy, gas).pulled is not None
        assert told(gas_manager, gas).pulled is None  # it would tell the mean of all
        assert told(gas_manager, power) == Shown(
            None, None, None, None, None, None, None, None, is_masked=True
        )

    def test_counts_the_whole_months_of_the_desks(self, acted: None, deputy: Principal) -> None:
        found = comparison(deputy, DAY)

        assert found
        assert found.first == spans(DAY)["months"].first

    def test_takes_the_numbers_in_force(self, acted: None, deputy: Principal, gas: Agency) -> None:
        ComparisonRule.objects.create(
            valid_from=DAY, least=3, weight=0, z_thousandths=1960, months=12,
            provenance="ASSUMED", citation="آزمون",
        )  # fmt: skip

        before, now = comparison(deputy, later(-1)), comparison(deputy, DAY)

        assert before
        assert now
        assert all(row.compared.place is None for row in before.rows)
        assert {row.code for row in now.rows if row.compared.place} >= {gas.code}

    def test_no_rank_stands_beside_an_undone_duty_without_saying_so(
        self, acted: None, deputy: Principal, gas: Agency, browser_of: Any
    ) -> None:
        found = comparison(deputy, DAY)

        assert found
        owed = Duty.objects.filter(ended_on=None, due_on__lt=DAY)
        for row in found.rows:
            days = [d.due_on for d in owed if d.due_on and d.agency and d.agency.code == row.code]
            assert row.owed_since == min(days, default=None)
        assert any(row.owed_since for row in found.rows)
        page = browser_of(deputy).get("/comparison").content.decode()
        assert page.count("تکلیف معوق از") == sum(map(bool, (r.owed_since for r in found.rows)))

    def test_is_shown_with_its_formula(
        self, acted: None, deputy: Principal, gas: Agency, browser_of: Any
    ) -> None:
        page = browser_of(deputy).get("/comparison").content.decode()

        assert gas.short_name in page
        assert "Wilson" in page or "ویلسون" in page

    def test_is_told_over_rest(
        self, acted: None, gas_manager: Principal, gas: Agency, api_of: Any
    ) -> None:
        answer = api_of(gas_manager).get("/api/v1/agency-comparison")

        assert answer.status_code == 200
        rows = {row["agency_code"]: row for row in answer.json()["results"]}
        assert rows[gas.code]["ignored"] == 1
        assert rows[gas.code]["place"] is None
        assert 0 <= rows[gas.code]["interval_low"] <= rows[gas.code]["interval_high"] <= 1


class TestShown:
    """Of another agency than one's own no count from one to four is told, nor what tells it."""

    def told(self, in_time: int, late: int, ignored: int, *, is_own: bool = False) -> Shown:
        (row,) = compared([Tally("a", in_time, late, ignored)], ASSUMED)
        return shown(row, is_own=is_own)

    @pytest.mark.parametrize("counts", [(5, 0, 0), (5, 5, 5), (0, 5, 0), (0, 0, 0)])
    def test_tells_all_where_no_count_is_small(self, counts: tuple[int, int, int]) -> None:
        found = self.told(*counts)

        assert (found.in_time, found.late, found.ignored) == counts
        assert not found.is_masked

    @pytest.mark.parametrize("counts", [(9, 1, 4), (9, 4, 1), (0, 5, 4)])
    def test_tells_the_sum_of_what_failed_where_it_is_large(
        self, counts: tuple[int, int, int]
    ) -> None:
        found = self.told(*counts)

        assert (found.in_time, found.due) == (counts[0], sum(counts))
        assert (found.late, found.ignored) == (None, None)
        assert found.share is not None

    @pytest.mark.parametrize("counts", [(9, 1, 0), (9, 2, 2), (4, 9, 0), (4, 0, 0)])
    def test_tells_no_share_that_would_tell_a_small_count(
        self, counts: tuple[int, int, int]
    ) -> None:
        found = self.told(*counts)

        assert {found.in_time, found.late, found.ignored, found.share, found.low, found.high,
                found.pulled} == {None}  # fmt: skip
        assert found.due == (sum(counts) if sum(counts) >= LEAST_CELL else None)

    def test_tells_all_of_ones_own(self) -> None:
        found = self.told(3, 1, 0, is_own=True)

        assert (found.in_time, found.late, found.ignored, found.due) == (3, 1, 0, 4)


class TestClosedWithoutAction:
    """Cases closed without action have their own figure, and none counts as acted on in time."""

    @pytest.fixture
    def closed(self, contract: Contract, power: Agency, clock: Principal) -> None:
        """The gas company closes two cases in time and one late, the power company one."""
        start = later(-60)
        other = make_contract(agency=power, office=contract.office)
        for of, days in ((contract, 1), (contract, 1), (contract, 50), (other, 1)):
            case = make_case(contract=of, opened_on=start)
            actions.date_duties(actor=clock)
            drop_case(case, start + timedelta(days=days))
        make_case(contract=contract, opened_on=later(-3))
        actions.date_duties(actor=clock)

    def counts(self) -> dict[str, tuple[int, ...]]:
        """Return closed, in time, late and ignored of each agency, counted one by one."""
        first = spans(DAY)["months"].first
        found = {}
        for agency in Agency.objects.all():
            cases = [
                case for case in Case.objects.filter(agency=agency, track="contract")
                if case.state == "closed_no_action"
                and case.closed_on and first <= case.closed_on <= DAY
            ]  # fmt: skip
            tally = [0, 0, 0]
            for duty in Duty.objects.filter(agency=agency):
                began = first <= duty.starts_on <= DAY
                assert duty.due_on
                if duty.ended_on is None:
                    tally[2] += duty.due_on < DAY
                elif duty.state in {"acted", "refused"} and began:
                    is_late = duty.ended_on > duty.due_on
                    tally[1] += is_late
                    tally[0] += not is_late and duty.refusal_code != "case_closed"
            found[agency.code] = (len(cases), *tally)
        return found

    def test_are_counted_apart(
        self, closed: None, deputy: Principal, gas: Agency, power: Agency
    ) -> None:
        found = comparison(deputy, DAY)

        assert found
        rows = {row.code: row for row in found.rows}
        assert (rows[gas.code].closed, rows[power.code].closed) == (3, 1)
        for code, row in rows.items():
            tally = row.compared.tally
            assert (row.closed, tally.in_time, tally.late, tally.ignored) == self.counts()[code]
        assert rows[gas.code].compared.tally.in_time == 0
        assert rows[gas.code].compared.tally.late == 1

    def test_are_counted_apart_in_the_league(
        self, closed: None, deputy: Principal, gas: Agency
    ) -> None:
        figures = read([league_part(deputy, DAY)])

        rows = {row.code: row for row in league(figures)}
        assert rows[gas.code].closed == 3
        assert (rows[gas.code].in_time, rows[gas.code].late) == (0, 1)

    def test_are_shown_of_others_from_five_on(
        self, closed: None, gas_manager: Principal, gas: Agency, power: Agency, api_of: Any
    ) -> None:
        answer = api_of(gas_manager).get("/api/v1/agency-comparison").json()

        rows = {row["agency_code"]: row["closed_without_action"] for row in answer["results"]}
        assert (rows[gas.code], rows[power.code]) == (3, None)

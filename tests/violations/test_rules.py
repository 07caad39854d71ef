from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.jalali import add_months, of
from violations.rules import (
    LADDER,
    Cell,
    Entry,
    Prior,
    counts_against,
    departs,
    is_live,
    occurrence,
    points_on,
    proposed,
    weight,
)
from violations.states import SanctionKind

SERVED = of(1404, 3, 10)
FINAL = of(1404, 4, 15)
PRIOR = Prior(event=1, served_on=SERVED, final_on=FINAL)
DAY = timedelta(days=1)
DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 1, 1))


class TestCountsAgainst:
    @pytest.mark.parametrize(
        ("occurred_on", "expected"),
        [
            (SERVED - DAY, False),
            (SERVED, False),
            (SERVED + DAY, True),
            (FINAL, True),
            (of(1406, 4, 14), True),
            (of(1406, 4, 15), False),
            (of(1406, 4, 16), False),
        ],
    )
    def test_from_service_to_the_end_of_the_window(self, occurred_on, expected):
        assert counts_against(PRIOR, occurred_on, 24) is expected


class TestOccurrence:
    def test_is_one_without_a_past(self):
        assert occurrence([], FINAL, 24) == 1

    def test_counts_linked_twins_once(self):
        twin = replace(PRIOR, final_on=FINAL + timedelta(days=40))

        assert occurrence([PRIOR, twin], FINAL + timedelta(days=60), 24) == 2

    def test_counts_two_events(self):
        other = replace(PRIOR, event=2)

        assert occurrence([PRIOR, other], FINAL + DAY, 24) == 3

    @given(
        st.lists(st.tuples(st.integers(1, 6), DAYS, st.integers(0, 90)), max_size=12),
        DAYS,
        st.integers(1, 36),
    )
    def test_equals_a_walk_through_the_days(self, rows, occurred_on, months):
        priors = [Prior(e, served, served + timedelta(days=gap)) for e, served, gap in rows]

        counted = set()
        for event, served, gap in rows:
            final_on = served + timedelta(days=gap)
            day, end = served + DAY, add_months(final_on, months)
            while day < end:
                if day == occurred_on:
                    counted.add(event)
                    break
                day += DAY
        assert occurrence(priors, occurred_on, months) == 1 + len(counted)


class TestProposed:
    CELLS = (Cell(1, "reminder"), Cell(2, "written_warning"), Cell(3, "suspension", 15))

    @pytest.mark.parametrize(
        ("number", "sanction"),
        [(1, "reminder"), (2, "written_warning"), (3, "suspension"), (4, "suspension")],
    )
    def test_takes_the_last_cell_reached(self, number, sanction):
        assert proposed(self.CELLS, number).sanction == sanction

    def test_is_nothing_without_a_matrix(self):
        assert proposed([], 2) is None

    def test_takes_the_first_occurrence_for_types_with_one_cell(self):
        assert proposed([Cell(1, "licence_cancellation_referral")], 5).occurrence == 1


class TestPoints:
    ENTRY = Entry(50, of(1404, 1, 1), of(1406, 1, 1))

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (of(1403, 12, 30), 0),
            (of(1404, 1, 1), 50),
            (of(1405, 12, 29), 50),
            (of(1406, 1, 1), 0),
        ],
    )
    def test_count_from_their_day_to_the_day_before_they_drop_out(self, day, expected):
        assert points_on([self.ENTRY], day) == expected
        assert is_live(self.ENTRY, day) is bool(expected)

    def test_are_taken_back_by_a_reversal(self):
        reversal = Entry(-50, of(1404, 6, 1), of(1406, 1, 1))

        assert points_on([self.ENTRY, reversal], of(1404, 5, 31)) == 50
        assert points_on([self.ENTRY, reversal], of(1404, 6, 1)) == 0

    @given(st.lists(st.tuples(st.integers(1, 100), DAYS, st.integers(1, 800)), max_size=10), DAYS)
    def test_equal_a_sum_by_hand(self, rows, day):
        entries = [Entry(p, start, start + timedelta(days=n)) for p, start, n in rows]

        by_hand = 0
        for points, start, length in rows:
            if (day - start).days in range(length):
                by_hand += points
        assert points_on(entries, day) == by_hand


class TestSanctions:
    def test_climb_a_ladder_that_holds_every_kind(self):
        assert set(LADDER) == set(SanctionKind)

    def test_weigh_by_rung_then_days(self):
        assert weight("written_warning", None) < weight("suspension", 7)
        assert weight("suspension", 7) < weight("suspension", 15)
        assert weight("suspension", 300) < weight("termination_review", None)

    @pytest.mark.parametrize(
        ("cell", "sanction", "days", "expected"),
        [
            (Cell(1, "reminder"), "reminder", None, False),
            (Cell(1, "reminder"), "none", None, True),
            (Cell(1, "suspension", 15), "suspension", 15, False),
            (Cell(1, "suspension", 15), "suspension", 14, True),
            (None, "none", None, False),
            (None, "reminder", None, True),
        ],
    )
    def test_depart_from_the_matrix_by_kind_or_days(self, cell, sanction, days, expected):
        assert departs(cell, sanction, days) is expected

"""Counting days: each edge by hand, then five hundred rows against an independent count."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import jalali
from workdays.rules import (
    Calendar,
    CalendarEnds,
    CellState,
    Off,
    StepKind,
    Unit,
    Weekend,
    count_days,
    due_on,
    lateness,
    remaining,
    ribbon,
    steps,
)

THURSDAY, FRIDAY = 5, 6
YEAR_START, YEAR_END = jalali.year_start(1404), jalali.year_end(1406)


def day(month: int, number: int, year: int = 1405) -> date:
    return jalali.of(year, month, number)


def calendar(*off: date, working: tuple[date, ...] = (), weekend=(THURSDAY, FRIDAY)) -> Calendar:
    return Calendar(
        version="v1",
        first=YEAR_START,
        last=YEAR_END,
        weekends=(Weekend(frozenset(weekend)),),
        off={closed: Off("holiday", "تعطیل") for closed in off},
        working=frozenset(working),
    )


NOWRUZ = calendar(*(day(1, number) for number in (1, 2, 3, 4, 12, 13)))


class TestDueOn:
    @pytest.mark.parametrize(
        ("served", "amount", "expected"),
        [
            # Tuesday + 10 counted days + the day after = Saturday: nothing to roll over.
            (day(1, 11), 10, day(1, 22)),
            # Sunday + 11 = Thursday: over Thursday and Friday.
            (day(1, 9), 10, day(1, 22)),
            # Ends on 1 Farvardin: over four days of Nowruz.
            (day(12, 19, 1404), 10, day(1, 5)),
            # Ends on 13 Farvardin, a Thursday: over holiday and weekend.
            (day(1, 2), 10, day(1, 15)),
            (day(9, 3), 1, day(9, 7)),
            (day(9, 1), 1, day(9, 3)),
        ],
    )
    def test_counts_days_and_rolls_forward(self, served, amount, expected):
        assert due_on(served, amount, Unit.DAY, NOWRUZ) == expected

    @pytest.mark.parametrize(
        ("served", "amount", "expected"),
        [
            (day(9, 1), 1, day(9, 2)),
            (day(9, 4), 1, day(9, 7)),  # Wednesday, then the weekend
            (day(9, 5), 1, day(9, 7)),  # served on a day off
            (day(9, 1), 5, day(9, 8)),
            (day(12, 26, 1404), 3, day(1, 8)),
        ],
    )
    def test_counts_working_days(self, served, amount, expected):
        assert due_on(served, amount, Unit.WORKING_DAY, NOWRUZ) == expected

    def test_obeys_a_closure_and_a_working_exception(self):
        closed = calendar(day(9, 3))
        works = calendar(working=(day(9, 5),))

        assert due_on(day(9, 1), 1, Unit.DAY, closed) == day(9, 4)
        assert due_on(day(9, 3), 1, Unit.DAY, works) == day(9, 5)

    def test_obeys_the_weekend_in_force(self):
        changing = Calendar(
            version="v1",
            first=YEAR_START,
            last=YEAR_END,
            weekends=(
                Weekend(frozenset({FRIDAY}), None, day(8, 30)),
                Weekend(frozenset({THURSDAY, FRIDAY}), day(9, 1), None),
            ),
        )

        assert due_on(day(8, 27), 1, Unit.WORKING_DAY, changing) == day(8, 28)  # a Thursday
        assert due_on(day(9, 4), 1, Unit.WORKING_DAY, changing) == day(9, 7)

    def test_prefers_the_first_weekend_that_covers_the_day(self):
        county = Calendar(
            version="v1",
            first=YEAR_START,
            last=YEAR_END,
            weekends=(Weekend(frozenset({FRIDAY})), Weekend(frozenset({THURSDAY, FRIDAY}))),
        )

        assert county.is_working(day(9, 5))

    @pytest.mark.parametrize("amount", [0, -1])
    @pytest.mark.parametrize("unit", Unit)
    def test_refuses_a_deadline_without_days(self, amount, unit):
        with pytest.raises(ValueError, match="at least one"):
            due_on(day(9, 1), amount, unit, NOWRUZ)

    def test_refuses_to_guess_beyond_the_calendar(self):
        with pytest.raises(CalendarEnds):
            due_on(day(12, 20, 1406), 30, Unit.DAY, NOWRUZ)


def brute_force(served: date, amount: int, unit: Unit, off_days: set[date]) -> date:
    """Count on a plain list of dates, without weekday arithmetic or iterators."""
    ahead = [served + timedelta(days=n) for n in range(1, 400)]
    working = [moment for moment in ahead if moment not in off_days]
    if unit is Unit.WORKING_DAY:
        return working[amount - 1]
    return next(moment for moment in working if moment > served + timedelta(days=amount))


def table(rows: int) -> list[tuple[date, int, Unit]]:
    random = Random(1405)
    span = (day(1, 1, 1406) - day(1, 1)).days
    return [
        (
            day(1, 1) + timedelta(days=random.randrange(span)),
            random.choice((1, 2, 3, 5, 7, 10, 15, 20, 30, 60, 90)),
            random.choice(tuple(Unit)),
        )
        for _row in range(rows)
    ]


class TestTable:
    def test_agrees_with_an_independent_count_on_500_rows(self):
        random = Random(9)
        closures = [day(1, 1) + timedelta(days=random.randrange(500)) for _ in range(45)]
        known = calendar(*closures)
        # Python's own weekday: 3 is Thursday, 4 is Friday.
        off_days = set(closures) | {
            moment
            for n in range((YEAR_END - YEAR_START).days + 1)
            if (moment := YEAR_START + timedelta(days=n)).weekday() in {3, 4}
        }

        for served, amount, unit in table(500):
            expected = brute_force(served, amount, unit, off_days)
            assert due_on(served, amount, unit, known) == expected, (served, amount, unit)

    @given(
        served=st.dates(day(1, 1), day(12, 1)),
        amount=st.integers(1, 60),
        closed=st.sets(st.dates(day(1, 1), day(3, 1, 1406)), max_size=40),
        unit=st.sampled_from(Unit),
    )
    def test_is_due_on_a_working_day_and_never_early(self, served, amount, closed, unit):
        known = calendar(*closed)

        due = due_on(served, amount, unit, known)

        assert known.is_working(due)
        assert due > served
        if unit is Unit.DAY:
            assert due >= served + timedelta(days=amount + 1)
            assert count_days(served + timedelta(days=amount), due, Unit.WORKING_DAY, known) == 1
        else:
            assert count_days(served, due, unit, known) == amount

    @given(served=st.dates(day(1, 1), day(11, 1)), amount=st.integers(1, 40))
    def test_grows_with_the_amount_and_the_day_of_service(self, served, amount):
        due = due_on(served, amount, Unit.DAY, NOWRUZ)

        assert due <= due_on(served, amount + 1, Unit.DAY, NOWRUZ)
        assert due <= due_on(served + timedelta(days=1), amount, Unit.DAY, NOWRUZ)


class TestSteps:
    def test_tells_each_day_of_a_deadline_in_days(self):
        taken = list(steps(day(1, 2), 10, Unit.DAY, NOWRUZ))

        assert [step.kind for step in taken] == [
            StepKind.SERVED,
            *[StepKind.COUNTED] * 10,
            StepKind.ROLLED,
            StepKind.ROLLED,
            StepKind.DUE,
        ]
        assert [step.number for step in taken[1:11]] == list(range(1, 11))
        assert taken[-3].off == Off("holiday", "تعطیل")
        assert taken[-2].off == Off("weekend", "جمعه")
        assert taken[-1].day == day(1, 15)

    def test_tells_each_day_of_a_deadline_in_working_days(self):
        taken = list(steps(day(9, 4), 2, Unit.WORKING_DAY, NOWRUZ))

        assert [(step.kind, step.number) for step in taken] == [
            (StepKind.SERVED, None),
            (StepKind.SKIPPED, None),
            (StepKind.SKIPPED, None),
            (StepKind.COUNTED, 1),
            (StepKind.DUE, 2),
        ]


class TestRemaining:
    @pytest.mark.parametrize(
        ("today", "working", "days"),
        [
            (day(9, 1), 3, 3),
            (day(9, 3), 1, 1),
            (day(9, 4), 0, 0),  # the last day
            (day(9, 5), 0, 0),
        ],
    )
    def test_counts_the_due_day_and_not_today(self, today, working, days):
        assert remaining(today, day(9, 4), Unit.WORKING_DAY, NOWRUZ) == working
        assert remaining(today, day(9, 4), Unit.DAY, NOWRUZ) == days

    def test_leaves_out_days_off(self):
        assert remaining(day(9, 4), day(9, 8), Unit.WORKING_DAY, NOWRUZ) == 2
        assert remaining(day(9, 4), day(9, 8), Unit.DAY, NOWRUZ) == 4


class TestLateness:
    @pytest.mark.parametrize(
        ("today", "working", "days"),
        [
            (day(9, 4), 0, 0),
            (day(9, 5), 1, 1),  # a day off is late, too
            (day(9, 7), 1, 3),
            (day(9, 8), 2, 4),
        ],
    )
    def test_begins_after_the_due_day(self, today, working, days):
        assert lateness(today, day(9, 4), Unit.WORKING_DAY, NOWRUZ) == working
        assert lateness(today, day(9, 4), Unit.DAY, NOWRUZ) == days


class TestRibbon:
    def test_draws_a_running_deadline(self):
        drawn = ribbon(day(9, 1), day(9, 8), day(9, 3), NOWRUZ, label="مهلت دفاع")

        assert drawn.days == (
            (day(9, 2), CellState.ELAPSED),
            (day(9, 3), CellState.TODAY),
            (day(9, 4), CellState.REMAINING),
            (day(9, 5), CellState.OFF),
            (day(9, 6), CellState.OFF),
            (day(9, 7), CellState.REMAINING),
            (day(9, 8), CellState.REMAINING),
        )
        assert (drawn.left, drawn.late, drawn.label) == (3, 0, "مهلت دفاع")

    def test_counts_all_days_before_the_first_one(self):
        drawn = ribbon(day(9, 1), day(9, 4), day(9, 1), NOWRUZ)

        assert {state for _day, state in drawn.days} == {CellState.REMAINING}
        assert drawn.left == 3

    @pytest.mark.parametrize("unit", list(Unit))
    def test_leaves_the_same_from_whatever_day_it_is_drawn(self, unit):
        today, due = day(9, 3), day(9, 20)
        starts = (day(8, 20), day(9, 1), day(9, 2), today)

        left = {ribbon(start, due, today, NOWRUZ, unit=unit).left for start in starts}

        assert left == {remaining(today, due, unit, NOWRUZ)}

    @pytest.mark.parametrize(("due", "is_near"), [(day(9, 3), True), (day(9, 4), False)])
    def test_is_near_by_its_last_day_alone(self, due, is_near):
        begun = [ribbon(start, due, day(9, 2), NOWRUZ) for start in (day(8, 20), day(9, 2))]

        assert [drawn.is_near for drawn in begun] == [is_near, is_near]
        assert not ribbon(day(8, 20), due, day(9, 20), NOWRUZ).is_near
        assert not ribbon(day(8, 20), due, day(9, 2), NOWRUZ, done_on=day(9, 1)).is_near

    def test_appends_at_most_twelve_overdue_days(self):
        drawn = ribbon(day(8, 2), day(8, 9), day(9, 3), NOWRUZ)

        overdue = [moment for moment, state in drawn.days if state is CellState.OVERDUE]
        assert len(overdue) == 12
        assert overdue[0] == day(8, 10)
        assert all(NOWRUZ.is_working(moment) for moment in overdue)
        assert drawn.left == 0
        assert drawn.late == count_days(day(8, 9), day(9, 3), Unit.WORKING_DAY, NOWRUZ) > 12

    def test_stops_when_it_is_done(self):
        drawn = ribbon(day(9, 1), day(9, 8), day(9, 30), NOWRUZ, done_on=day(9, 3))

        assert (drawn.left, drawn.late, drawn.marked) == (0, 0, day(9, 3))
        states = dict(drawn.days)
        assert states[day(9, 3)] is CellState.ELAPSED
        assert states[day(9, 4)] is CellState.REMAINING
        assert CellState.OVERDUE not in states.values()

    def test_keeps_how_late_it_was_done(self):
        drawn = ribbon(day(9, 1), day(9, 2), day(9, 30), NOWRUZ, done_on=day(9, 4))

        assert drawn.late == 2
        assert drawn.days[-2:] == (
            (day(9, 3), CellState.OVERDUE),
            (day(9, 4), CellState.OVERDUE),
        )

    def test_counts_days_where_the_deadline_does(self):
        drawn = ribbon(day(9, 1), day(9, 8), day(9, 3), NOWRUZ, unit=Unit.DAY)

        assert drawn.left == 5
        assert [state for _day, state in drawn.days[2:]] == [CellState.REMAINING] * 5

    def test_hatches_no_day_that_counts(self):
        late = ribbon(day(9, 1), day(9, 4), day(9, 8), NOWRUZ, unit=Unit.DAY)

        assert CellState.OFF not in {state for _day, state in late.days}
        assert [moment for moment, state in late.days if state is CellState.OVERDUE] == [
            day(9, number) for number in (5, 6, 7, 8)
        ]
        assert late.late == 4

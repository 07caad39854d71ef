"""The course of an agency's share in time: what is ignored pulls it down, too."""

from datetime import date, timedelta
from typing import Any

from core.persian import latin_digits
from dashboard.facts.course import course

TODAY = date(2026, 11, 24)


def duty(back: int, *, late: int = 0, is_answered: bool = True) -> dict[str, Any]:
    """Return a duty due so many days ago; answered on that day, later, or not at all."""
    due_on = TODAY - timedelta(days=back)
    ended_on = due_on + timedelta(days=late) if is_answered else None
    return {"starts_on": due_on, "due_on": due_on, "ended_on": ended_on}


def shares(*duties: dict[str, Any]) -> list[int]:
    drawn = course(duties, TODAY)
    assert drawn
    return [share for _label, share in drawn.shares]


class TestCourse:
    def test_counts_what_is_ignored_as_failed(self) -> None:
        before = [duty(120 + number) for number in range(5)]
        now = [duty(20 + number) for number in range(4)]

        assert shares(*before, *now, duty(30, is_answered=False)) == [100, 80]

    def test_says_that_it_came_back_and_not_that_it_stayed(self) -> None:
        quarters = [
            duty(10 + 91 * quarter + number, late=int(quarter == 1 and number == 0))
            for quarter in range(3)
            for number in range(5)
        ]

        drawn = course(quarters, TODAY)

        assert drawn
        assert "دوباره" in drawn.summary
        assert "100" in latin_digits(drawn.summary)

    def test_says_nothing_of_one_quarter(self) -> None:
        assert course([duty(number) for number in range(9)], TODAY) is None

    def test_sets_all_agencies_beside_the_quarters_that_are_told(self) -> None:
        duties = [duty(10 + 91 * quarter + number) for quarter in (0, 2) for number in range(5)]

        drawn = course(duties, TODAY, [40, 50, 60, 70])

        assert drawn
        assert drawn.beside == [50, 70]
        assert len(drawn.head) == 3
        alone = course(duties, TODAY)
        assert alone
        assert (list(alone.beside), len(alone.head)) == ([], 2)

"""The stage that is stuck is the one in which a case has stood longest, not the fullest."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from dashboard.facts.figures import MOST_PARTS, Figure
from dashboard.facts.trend import STAGES, stages

ON = date(2026, 11, 24)


def figure(state: str, count: int, days: int) -> Figure:
    return Figure("stages", state, "", ON - timedelta(days=days), count, (0,) * MOST_PARTS)


@pytest.mark.parametrize("place", range(len(STAGES)))
def test_the_oldest_case_marks_its_stage(place: int) -> None:
    figures = [
        figure(str(states[0]), 30 - number, 90 if number == place else 9)
        for number, (_label, states) in enumerate(STAGES)
    ]

    with translation.override("fa"):
        found = stages(figures, ON)

    assert [stage.late for stage in found.stages] == [one == place for one in range(len(STAGES))]
    assert "۹۰ روز" in found.summary
    assert str(found.stages[place].label) in found.summary


def test_nothing_is_stuck_where_nothing_waits() -> None:
    found = stages([], ON)

    assert not any(stage.late for stage in found.stages)
    assert found.summary == ""

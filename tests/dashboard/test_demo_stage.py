"""The clock of the sample never goes ahead of the real one."""

from datetime import UTC, date, datetime

import pytest

from dashboard.demo import stage
from dashboard.demo.stage import Agenda, Stage

TODAY = date(2026, 11, 25)
JUST_AFTER_MIDNIGHT = datetime(2026, 11, 24, 20, 46, tzinfo=UTC)  # 00:16 in Tehran
NOON = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("present", "night"),
    [
        (JUST_AFTER_MIDNIGHT, JUST_AFTER_MIDNIGHT),
        (NOON, datetime(2026, 11, 24, 22, 30, tzinfo=UTC)),
    ],
)
def test_works_the_night_at_two_or_before_the_present(
    monkeypatch: pytest.MonkeyPatch, present: datetime, night: datetime
) -> None:
    monkeypatch.setattr(stage, "now", lambda: present)
    world = Stage(seed=1, today=TODAY, begin=TODAY, is_full=False, nights={TODAY})
    worked: list[datetime] = []

    Agenda(world, lambda _day: worked.append(world.moment), lambda _day: None).run(TODAY)

    assert worked == [night]

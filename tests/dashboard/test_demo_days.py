"""The stories of the sample on other days, each in a database of its own."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from core.clock import TEHRAN
from dashboard.demo import stage
from dashboard.demo.load import Loader


@pytest.mark.deep
@pytest.mark.parametrize(
    "day",
    [
        "2026-03-12",
        "2026-03-20",
        "2026-03-21",
        "2026-04-03",
        "2026-07-06",
        "2026-09-25",
        "2026-12-02",
    ],
)
def test_loses_no_story_on_another_day(
    real_db: None, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    settings.DEMO_LOGINS_FILE = str(tmp_path / "logins.json")
    today = date.fromisoformat(day)
    monkeypatch.setattr(stage, "now", lambda: datetime.combine(today, time(12), TEHRAN))

    assert Loader(today=today, is_full=False).load().lost == ()

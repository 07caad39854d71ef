"""The sample's keys to the API; nobody holds their secrets, which are thrown away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from accounts.actions import issue_token
from accounts.key_scopes import KeyScope
from core.clock import TEHRAN
from dashboard.demo.stage import Script, Stage


@dataclass(frozen=True)
class Key:
    """A key of the association: made so many days ago, for so many days."""

    name: str
    client: str
    back: int
    days: int
    scopes: tuple[KeyScope, ...]
    addresses: tuple[str, ...] = ()


KEYS = (
    Key("داشبورد انجمن (نمونه)", "", 80, 90, (KeyScope.OFFICES_READ, KeyScope.STATS_READ)),
    Key(
        "ثبت گواهی آموزش (نمونه)", "سامانهٔ آموزش انجمن (نمونه)", 30, 365,
        (KeyScope.OFFICES_READ, KeyScope.TRAINING_WRITE), ("192.0.2.10/32", "192.0.2.11/32"),
    ),
)  # fmt: skip


class Keys:
    """Lets the association make the keys of its programs."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def scripts(self) -> Iterator[Script]:
        """Yield each key."""
        for key in KEYS:
            yield self._made(key)

    def _made(self, key: Key) -> Script:
        stage = self._stage
        day = stage.workday_back(stage.today - timedelta(days=key.back))
        yield datetime.combine(day, time(10, 5), TEHRAN)
        actor = stage.by("association")
        issue_token(
            name=key.name,
            client=key.client,
            days=key.days,
            scopes=key.scopes,
            addresses=key.addresses,
            grant_id=actor.grant_id,
            actor=actor,
            at=stage.moment,
        )

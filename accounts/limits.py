"""
How often the API is called: a limit for each key and each address, and the use of the last day.

The counters lie in Redis and mean nothing legal; without it each process counts by itself, so that
a limit holds and nobody is turned away because of it.
"""

import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import redis
from django.conf import settings

from core.redis_line import ask

WINDOW = 60  # seconds
HOURS = 24
DAY = (HOURS + 2) * 3600  # seconds
REST = 30.0  # seconds in which a Redis that did not answer is left alone
_MOST_NAMES = 10_000


@dataclass(frozen=True)
class Allowance:
    """What is left of the narrowest limit, and after how many seconds it begins anew."""

    limit: int
    left: int
    seconds: int

    @property
    def is_over(self) -> bool:
        """Tell whether this call was one too many."""
        return self.left < 0


class _Counters:
    """Counts of this minute and hour: in Redis, or in this process while it does not answer."""

    def __init__(self) -> None:
        self.quiet_until = 0.0
        self.own: dict[str, int] = {}

    def add(self, names: Iterable[str], hour: str) -> list[int]:
        """
        Count one call under each name of a minute, and under that of an hour if it has one.

        Return the counts of the minute.
        """
        wanted = list(names)
        if time.monotonic() >= self.quiet_until:
            try:
                lives = dict.fromkeys(wanted, 2 * WINDOW) | ({hour: DAY} if hour else {})
                return _add(lives)[: len(wanted)]
            except redis.RedisError:
                self.quiet_until = time.monotonic() + REST
        if len(self.own) > _MOST_NAMES:
            self.own.clear()
        for name in wanted:
            self.own[name] = self.own.get(name, 0) + 1
        return [self.own[name] for name in wanted]

    def take_back(self, hour: str) -> None:
        """Count a call of an hour no more; a count of nothing is not kept."""
        if time.monotonic() < self.quiet_until:
            return
        try:
            if ask("DECR", hour) <= 0:
                ask("DEL", hour)
        except redis.RedisError:
            self.quiet_until = time.monotonic() + REST


_counters = _Counters()


_ADD = """
local counts = {}
for place, name in ipairs(KEYS) do
    counts[place] = redis.call('INCR', name)
    redis.call('EXPIRE', name, ARGV[place])
end
return counts
"""


def _add(lives: Mapping[str, int]) -> list[int]:
    """Count one under each name, which lives so many seconds; return the counts, in one step."""
    counts: list[int] = ask("EVAL", _ADD, len(lives), *lives, *lives.values())
    return counts


def take(*, digest: str, address: str) -> Allowance:
    """
    Count one call of a key (its digest; empty without one) from an address.

    It counts as a use of the key in this hour; `take_back` says that it was none.
    """
    moment = time.time()
    turn = int(moment // WINDOW)
    where = hashlib.sha256(address.encode()).hexdigest()[:16]
    limits = {f"api:from:{where}:{turn}": settings.API_LIMIT_ADDRESS}
    if digest:
        limits[f"api:key:{digest[:16]}:{turn}"] = settings.API_LIMIT_KEY
    counts = _counters.add(limits, _this_hour(digest, moment) if digest else "")
    left, limit = min(
        (limit - count, limit) for limit, count in zip(limits.values(), counts, strict=True)
    )
    return Allowance(limit, left, WINDOW - int(moment % WINDOW))


def take_back(digest: str) -> None:
    """Count a call that was not answered as no use of the key."""
    _counters.take_back(_this_hour(digest, time.time()))


def _this_hour(digest: str, moment: float) -> str:
    return _hour(digest, int(moment // 3600))


def uses(digests: Sequence[str]) -> dict[str, list[int]]:
    """Return the calls of each key in the last 24 hours, oldest first; empty if nobody counted."""
    if not digests:
        return {}
    last = int(time.time() // 3600)
    names = [
        _hour(digest, hour) for digest in digests for hour in range(last - HOURS + 1, last + 1)
    ]
    try:
        counts = ask("MGET", *names)
    except redis.RedisError:
        return {}
    return {
        digest: [int(count or 0) for count in counts[place * HOURS : (place + 1) * HOURS]]
        for place, digest in enumerate(digests)
    }


def _hour(digest: str, hour: int) -> str:
    return f"api:use:{digest[:16]}:{hour}"

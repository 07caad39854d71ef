"""How a person is reached outside the portal: own choices, addresses, quiet hours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time

from accounts.models import User
from core.crypto import decrypt
from notices.models import Reach
from notices.rules import channels_of
from notices.states import DEFAULT_CHOICES, DIGEST, OUTSIDE, Channel, Topic

QUIET_FROM, QUIET_TO = time(21), time(7)


@dataclass(frozen=True)
class Ways:
    """What one person has chosen; addresses are opened only by the carrier."""

    user_id: int
    has: frozenset[str] = frozenset()
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    quiet_from: time = QUIET_FROM
    quiet_to: time = QUIET_TO

    def for_topic(self, topic: str) -> set[str]:
        """Return the outer channels on which this person is told of a topic."""
        return channels_of(topic, dict(self.choices)) & self.has

    def for_digest(self) -> set[str]:
        """Return the channels of the morning's summary."""
        wanted = dict(self.choices).get(DIGEST, DEFAULT_CHOICES[DIGEST])
        return set(wanted) & self.has


def ways_of(user_ids: Iterable[int]) -> dict[int, Ways]:
    """Return the ways of those who have entered some; one query."""
    return {
        reach.user_id: Ways(
            user_id=reach.user_id,
            has=frozenset(
                str(channel)
                for channel, sealed in (
                    (Channel.SMS, reach.mobile_sealed),
                    (Channel.EMAIL, reach.email_sealed),
                )
                if sealed
            ),
            choices=tuple((topic, tuple(listed)) for topic, listed in reach.choices.items()),
            quiet_from=reach.quiet_from,
            quiet_to=reach.quiet_to,
        )
        for reach in Reach.objects.filter(user_id__in=set(user_ids))
    }


def address_of(user_id: int | None, channel: str) -> str:
    """Return the number or address of a person, empty when there is none."""
    if user_id is None:
        return ""
    reach = Reach.objects.filter(user_id=user_id).first()
    if reach is None:
        return ""
    sealed = reach.mobile_sealed if channel == Channel.SMS else reach.email_sealed
    return decrypt(sealed) if sealed else ""


def words_of_person(user: User) -> Iterator[str]:
    """Yield the number and the address that a person has entered."""
    for channel in OUTSIDE:
        yield address_of(user.pk, channel)


def matrix(choices: dict[str, list[str]]) -> dict[str, set[str]]:
    """Return for each topic and the digest the outer channels that are on."""
    rows: dict[str, set[str]] = {str(topic): channels_of(topic, choices) for topic in Topic}
    rows[DIGEST] = set(choices.get(DIGEST, DEFAULT_CHOICES[DIGEST])) & set(map(str, OUTSIDE))
    return rows

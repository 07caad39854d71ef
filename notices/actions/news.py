"""From an event to what people are told: in the portal at once, outside as each has chosen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.principal import Principal
from audit.models import AuditEvent
from core.clock import TEHRAN, day_in_tehran
from core.persian import persian_digits
from core.writes import Part
from notices.actions.outbox import Order, messages, put_many
from notices.facts.kinds import Kind, News, kinds_of, people_of, worded
from notices.facts.reach import Ways, ways_of
from notices.models import Notification
from notices.rules import NEWS_FOR, is_instant, not_in_the_night
from notices.states import CarrierName, Channel

WRITTEN_IN = "fa"  # what leaves the house is Persian


@dataclass(frozen=True)
class Told:
    """One receiver of news, as a notification and perhaps messages."""

    principal: Principal
    needs_action: bool


def follow(events: Sequence[AuditEvent]) -> Iterable[Part]:
    """Yield what puts those events into the outbox of which somebody is told."""
    yield messages(
        [
            Order(
                CarrierName.NEWS,
                {
                    "verb": event.verb,
                    "target": event.target_id,
                    "event": f"{event.stream}#{event.sequence}",
                    "actor": event.actor_id,
                    "at": event.at.isoformat(),
                },
                not_before=event.at,
            )
            for event in events
            if kinds_of(event.verb)
        ]
    )


@transaction.atomic
def spread(*, payload: Mapping[str, object], at: datetime) -> int:
    """
    Tell people of one event; return how many. Run twice, it tells nobody again.

    Earlier calls to act on the same record are over. What is older than a week is no news.
    """
    happened = datetime.fromisoformat(str(payload["at"]))
    if at - happened > NEWS_FOR:
        return 0
    told = 0
    for kind in kinds_of(str(payload["verb"])):
        news = _news_of(kind, payload)
        if news is not None:
            told += _spread(kind, news, payload, happened, at)
    return told


def _news_of(kind: Kind, payload: Mapping[str, object]) -> News | None:
    """Return what a kind has to tell of an event, if anything."""
    if kind.find is not None:
        return kind.find(str(payload["target"]))
    stream, _hash, sequence = str(payload["event"]).rpartition("#")
    event = AuditEvent.objects.filter(stream=stream, sequence=int(sequence)).first()
    return kind.find_in(event) if kind.find_in and event else None


def _spread(
    kind: Kind, news: News, payload: Mapping[str, object], happened: datetime, at: datetime
) -> int:
    record = news.record
    if record is None:
        return 0
    Notification.objects.filter(
        url=news.ends or news.url, needs_action=True, at__lt=happened
    ).update(needs_action=False, updated_at=at)
    receivers = [
        Told(person, person.role in news.acting and person.user_id not in news.apart)
        for person in people_of(news, day_in_tehran(at))
        if (kind.tells_actor or person.user_id != payload["actor"]) and kind.sees(person, record)
    ]
    event = f"{payload['event']}/{kind.name}"
    tell(kind=kind, news=news, receivers=receivers, event=event, happened=happened, at=at)
    return len(receivers)


@transaction.atomic
def tell(
    *,
    kind: Kind,
    news: News,
    receivers: Sequence[Told],
    event: str,
    happened: datetime,
    at: datetime,
) -> None:
    """Write the notifications of one piece of news, and the messages that leave at once."""
    rows = [
        Notification(
            user_id=told.principal.user_id,
            role=told.principal.role,
            kind=kind.name,
            topic=kind.topic,
            values=dict(news.values),
            url=news.url,
            needs_action=told.needs_action,
            event=event,
            at=happened,
        )
        for told in receivers
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    if not is_instant(kind.topic):
        return
    ways = ways_of(told.principal.user_id for told in receivers)
    put_many(
        [
            order
            for told in receivers
            for order in _instant(kind, news, ways.get(told.principal.user_id), event, at)
        ]
    )


def _instant(
    kind: Kind, news: News, ways: Ways | None, event: str, at: datetime
) -> Iterable[Order]:
    """Yield the messages to one person that leave at once; official service also at night."""
    if ways is None:
        return
    urgent = kind.topic == "service"
    local = at.astimezone(TEHRAN)
    on = local.date()
    start = local if urgent else not_in_the_night(local, ways.quiet_from, ways.quiet_to)
    with override(WRITTEN_IN):
        title = _headline(kind, news, on)
    for channel in sorted(ways.for_topic(kind.topic)):
        yield Order(
            channel,
            _said(channel, title, news.url),
            not_before=start,
            user_id=ways.user_id,
            once=f"{event}/{ways.user_id}/{channel}",
            is_urgent=urgent,
        )


def _headline(kind: Kind, news: News, on: date) -> str:
    """Return what a message is about: the title, the record's number, until when; no names."""
    parts = [str(kind.title)]
    told = (
        ("number", _("number {number}")),
        ("due_on", _("until {due_on}")),
        ("new_on", _("now until {new_on}")),
    )
    for name, words in told:
        if news.values.get(name) and f"{{{name}}}" not in parts[0]:
            parts.append(words)
    return worded(_("; ").join(parts), news.values, on)


def _said(channel: str, title: str, path: str) -> dict[str, str]:
    """Return subject and text of a message: who writes, what it is about, and where to read it."""
    values = {"title": title, "address": settings.SITE_URL + path}
    with override(WRITTEN_IN):
        text = _("Pishkhan\n{title}\n{address}")
        if channel == Channel.EMAIL:
            text = _(
                "Greetings,\n\n{title}.\n\nRead it in the portal:\n{address}\n\n"
                "Pishkhan sends this message by itself; nobody reads answers to it."
            )
        return {"subject": _("Pishkhan: {title}").format(**values), "text": text.format(**values)}


@transaction.atomic
def send_digests(*, on: date, at: datetime) -> int:
    """
    Put the morning's summary of a working day into the outbox, once a day; return how many.

    Counts and the way to the inbox, nothing else: what it is about is read in the portal.
    """
    unread: defaultdict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for user_id, topic, count, acts in (
        Notification.objects.unread(on)
        .filter(user__is_active=True)
        .values_list("user_id", "topic")
        .annotate(count=Count("pk"), acts=Count("pk", filter=Q(needs_action=True)))
        .order_by("user_id", "topic")
    ):
        unread[user_id].append((topic, count, acts))
    orders = [
        order
        for user_id, ways in sorted(ways_of(unread).items())
        for order in _summaries(ways, unread[user_id], on, at)
    ]
    put_many(orders)
    return len(orders)


def _summaries(
    ways: Ways, unread: Sequence[tuple[str, int, int]], on: date, at: datetime
) -> Iterable[Order]:
    """
    Yield one summary a channel: of everything, or of the topics that were chosen for it.

    Whoever is not to be told so early gets it when the quiet hours end.
    """
    whole = ways.for_digest()
    start = not_in_the_night(at.astimezone(TEHRAN), ways.quiet_from, ways.quiet_to)
    for channel in sorted(ways.has):
        counted = [
            (count, acts)
            for topic, count, acts in unread
            if channel in whole or (not is_instant(topic) and channel in ways.for_topic(topic))
        ]
        if not counted:
            continue
        with override(WRITTEN_IN):
            title = _("{count} unread, {acts} of them to act on").format(
                count=persian_digits(sum(count for count, _acts in counted)),
                acts=persian_digits(sum(acts for _count, acts in counted)),
            )
        yield Order(
            channel,
            _said(channel, title, reverse("notices:inbox")),
            not_before=start,
            user_id=ways.user_id,
            once=f"digest/{on.isoformat()}/{ways.user_id}/{channel}",
        )

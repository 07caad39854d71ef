"""Compares whom acts name in the column `tells` with the roles that got news of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction

from accounts.roles import Role
from agencies.models import Agency
from core.acts import Act, is_open
from notices.actions.news import spread
from notices.models import Letter, Message, Notification
from notices.states import CarrierName
from offices.models import Office
from tests.act_arguments import Scene
from tests.factories import make_principal

ASSOCIATION = "00000000-0000-7000-8000-000000000001"
AGENCY = frozenset({Role.AGENCY_MANAGER, Role.AGENCY_CLERK})
ABOVE = frozenset({Role.AGENCY_APPEAL, Role.COMMITTEE_CHAIR, Role.DEPUTY})


class Doing(NamedTuple):
    """An act and how it is done, where it is open; `without` are roles that must be nobody's."""

    act: Act
    call: Callable[[], object]
    without: frozenset[str] = frozenset()

    def audience(self) -> set[str]:
        """
        Return the roles that the act informs, by the portal or by a letter to an office; undo it.

        Webhooks carry what their owner asked for and sees anyway; they are no audience.
        """
        with transaction.atomic():
            make_crowd(self.without)
            found = _audience_of(self.call)
            transaction.set_rollback(True)
        return found


def _audience_of(call: Callable[[], object]) -> set[str]:
    letters, waiting, noted = (_keys(model) for model in (Letter, Message, Notification))
    call()
    spread_since(waiting)
    found = set(Notification.objects.exclude(pk__in=noted).values_list("role", flat=True))
    if Letter.objects.exclude(pk__in=letters).filter(office_id__isnull=False).exists():
        found.add(Role.OPERATOR)
    return found


def spread_since(before: Set[int]) -> None:
    """Spread the news that waits in the outbox, but for some; each at its own moment."""
    fresh = Message.objects.filter(carrier=CarrierName.NEWS).exclude(pk__in=before)
    for message in fresh.order_by("pk"):
        at = datetime.fromisoformat(str(message.payload["at"]))
        spread(payload=message.payload, at=at)


def _keys(model: Any) -> set[int]:
    return set(model.objects.values_list("pk", flat=True))


def make_crowd(without: Set[str] = frozenset()) -> None:
    """Make a person of each role for each office and agency, so that whoever is meant is there."""
    for office in Office.objects.order_by("pk"):
        make_principal(Role.OPERATOR, office)
    for agency in Agency.objects.order_by("pk"):
        for role in {*AGENCY, Role.AGENCY_APPEAL} - without:
            make_principal(role, agency)
    make_principal(Role.ASSOCIATION, ASSOCIATION)
    for role in (Role.SECRETARIAT, Role.DEPUTY, Role.EXPERT, Role.AUDITOR, Role.PLATFORM_ADMIN,
                 Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER):  # fmt: skip
        if role not in without:
            make_principal(role)


def doing(scene: Scene) -> Doing:
    """Return the act of a scene and how it is done."""
    return Doing(scene.act, lambda: scene.action(**scene.values))


def differences(heard: Mapping[Act, Set[str]], meaning: Mapping[str, Set[str]]) -> Iterator[str]:
    """
    Yield the acts whose news reached others than their rows name.

    `heard` are the roles that got news of each act, `meaning` the roles that a word of the column
    stands for. Each word must reach one of its roles, and nobody else may be reached.
    """
    for act, roles in heard.items():
        named = set[str]().union(*(meaning[word] for word in act.tells))
        silent = [word for word in act.tells if not meaning[word] & roles]
        if roles - named or silent:
            yield (
                f"{act.key}: news to {sorted(roles)}, named {act.tells}; "
                f"not named {sorted(roles - named)}, not informed {silent}"
            )


def open_doings(
    calls: Mapping[Act, Callable[[Any, Any], object]],
    records: Iterable[Any],
    actors: Iterable[Any],
    on: date,
    most: int = 4,
) -> Iterator[Doing]:
    """Yield how each act is done to some of the records by those to whom it is open."""
    rows, people = list(records), list(actors)
    for act, call in calls.items():
        pairs = ((row, who) for row in rows for who in people if is_open(act, row, who, on))
        for row, who in islice(pairs, most):
            yield Doing(act, partial(call, row, who))

"""Who hears that a deadline moved: the receipt is announced to those whom the deadline concerns."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from audit.models import AuditEvent
from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.states import Topic
from workdays.models import CLOCKS, ClockKind, IntervalKind, KeptDeadline, MoveCause

# A stop has no new last day yet, and its end says until when the deadline runs.
STOPS = frozenset({str(MoveCause.PAUSE), str(MoveCause.RESUMPTION)})
SEE = _("How this date was calculated")
HOUSE = (Role.AGENCY_MANAGER, Role.AGENCY_CLERK)


def _part(record: Any, name: str) -> Any:
    """Return the office or agency of a record, else that of the case or contract it hangs on."""
    holders = (record, getattr(record, "case", None), getattr(record, "contract", None))
    parts = (getattr(holder, name, None) for holder in holders)
    return next((part for part in parts if part is not None), None)


def _concerned(record: Any) -> Iterator[Audience]:
    """Yield the office, and the house that keeps the record: its agency, else the secretariat."""
    office, agency = _part(record, "office"), _part(record, "agency")
    if office is not None:
        yield Audience(Role.OPERATOR, office.public_id)
    if agency is None:
        yield Audience(Role.SECRETARIAT)
        return
    for role in HOUSE:
        yield Audience(role, agency.public_id)


def _clock_of(event: AuditEvent) -> ClockKind | None:
    """Return the clock whose column an event says has moved."""
    for kind in CLOCKS:
        named = f"{kind.model._meta.app_label}.{kind.model._meta.model_name}"
        if kind.column in event.changes and named == event.target_type.lower():
            return kind
    return None


def _of(*causes: str) -> Callable[[AuditEvent], News | None]:
    """Return the reader of moves of some causes; without any, of all that have no own words."""

    def find_in(event: AuditEvent) -> News | None:
        cause = event.changes.get("cause", (None, ""))[1]
        is_own = cause in (causes or frozenset(MoveCause.values) - STOPS)
        return find(event) if is_own else None

    return find_in


def find(event: AuditEvent) -> News | None:
    """
    Return the news of a moved deadline; None for a clock that is not kept.

    Each receiver must see the deadline itself: whoever may read the case but not its window hears
    nothing of it. The reason is read on the deadline's page, because a person wrote it.
    """
    clock = _clock_of(event)
    if clock is None:
        return None
    kept = KeptDeadline.objects.filter(clock=clock.name, subject_id=event.target_id)
    deadline = kept.first()
    record = clock.model._default_manager.filter(public_id=event.target_id).first()
    if deadline is None or record is None:
        return None
    old_on, new_on = event.changes[clock.column]
    return News(
        record=deadline,
        values={
            "number": deadline.subject_label,
            "clock": str(clock.label),
            "old_on": old_on,
            "new_on": new_on,
            **_stop_of(deadline, event),
        },
        url=deadline.get_absolute_url(),
        audiences=list(_concerned(record)),
    )


def _stop_of(deadline: KeptDeadline, event: AuditEvent) -> dict[str, str]:
    """Return until when a deadline stands still at most, which is no last day of its own yet."""
    if event.changes.get("cause", (None, ""))[1] != MoveCause.PAUSE:
        return {}
    stop = deadline.intervals.filter(kind=IntervalKind.PAUSE).order_by("-pk").first()
    return {"new_on": "", "until_on": stop.until_on.isoformat() if stop and stop.until_on else ""}


def register() -> None:
    """Say who is told of a moved deadline."""
    KINDS.add(
        Kind(
            "deadline.moved",
            Topic.DEADLINE,
            _("A deadline has moved"),
            find_in=_of(),
            detail=_("{clock} · {number} · was {old_on}, now {new_on}"),
            act=SEE,
            icon="deadline",
            tone="warn",
        )
    )
    KINDS.add(
        Kind(
            "deadline.moved/stopped", Topic.DEADLINE, _("A deadline was stopped"),
            verb="deadline.moved", find_in=_of(MoveCause.PAUSE), icon="deadline", tone="warn",
            detail=_("{clock} · {number} · stopped until {until_on} at most"), act=SEE,
        )
    )  # fmt: skip
    KINDS.add(
        Kind(
            "deadline.moved/resumed", Topic.DEADLINE, _("A stopped deadline runs again"),
            verb="deadline.moved", find_in=_of(MoveCause.RESUMPTION), icon="deadline", tone="warn",
            detail=_("{clock} · {number} · runs until {new_on}"), act=SEE,
        )
    )  # fmt: skip

"""
The clock's part in notices left unopened in the portal, for all records that have such notices.

A notice in the portal is served only by its acknowledgement. Who does not open it is reminded
twice; after that it is served on paper, in a window of its own (docs/adr/0059-unopened-notices.md).
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models.functions import Now

from accounts.principal import Principal
from audit.actions import record_many
from workdays.actions.keeping import keep_deadlines
from workdays.facts.unopened import DAYS, Followed, UnopenedDays, UnopenedNotice
from workdays.rules.unopened import UnopenedStep

LOG = logging.getLogger(__name__)
Changes = dict[str, Any]


@dataclass
class Outcome:
    """The keys of the notices that went on, and the names of the files that failed."""

    moved: list[int] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def follow(
    notices: Sequence[UnopenedNotice],
    on: date,
    *,
    name: Callable[[UnopenedNotice], str],
    store: Callable[[Sequence[Followed]], None],
) -> Outcome:
    """
    Let each notice go on by its step as of a day, and store all at once.

    `name` says to which file a notice belongs, `store` writes the steps with their events. A file
    that fails stays as it is and is logged as an error; the others go on.
    """
    outcome = Outcome()
    found = _steps(notices, on, name, outcome)
    whole = [each for own in found.values() for each in own]
    stored = whole
    if _try(whole, store) is not None:
        LOG.warning("The unopened notices are followed file by file: one was refused.")
        stored = []
        for file, own in found.items():
            error = _try(own, store)
            if error is None:
                stored += own
            else:
                _fail(outcome, file, error)
    outcome.moved = sorted(each.notice.record.pk for each in stored)
    return outcome


def _steps(
    notices: Sequence[UnopenedNotice],
    on: date,
    name: Callable[[UnopenedNotice], str],
    outcome: Outcome,
) -> dict[str, list[Followed]]:
    """Return the steps of the notices that go on, by file; three queries."""
    found: dict[str, list[Followed]] = {}
    if not notices:
        return found
    days = UnopenedDays(notices, on)
    for notice in notices:
        try:
            followed = days.followed(notice, on)
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:  # noqa: BLE001 - one file does not stop the others
            _fail(outcome, name(notice), error)
        else:
            if followed is not None:
                found.setdefault(name(notice), []).append(followed)
    return found


def _fail(outcome: Outcome, file: str, error: Exception) -> None:
    """Log that a file failed, and note its name."""
    LOG.error("The unopened notices of %s failed.", file, exc_info=error)
    if file not in outcome.failed:
        outcome.failed.append(file)


def _try(
    found: Sequence[Followed], store: Callable[[Sequence[Followed]], None]
) -> Exception | None:
    """Store steps inside a savepoint; return the error if one is raised."""
    if not found:
        return None
    before = [(each, {name: each.notice.day(name) for name in each.values}) for each in found]
    try:
        with transaction.atomic():
            store(found)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:  # noqa: BLE001 - one file does not stop the others
        for each, days in before:
            write_days(each.notice, days)
        return error
    return None


def write_days(notice: UnopenedNotice, days: dict[str, Any]) -> Changes:
    """Write days into the record of a notice, unsaved; return what changed, by column."""
    changes: Changes = {}
    for name, day in days.items():
        changes[notice.prefix + name] = (notice.day(name), day)
        setattr(notice.record, notice.prefix + name, day)
    return changes


def store_days(found: Sequence[Followed]) -> list[Changes]:
    """Store steps in records whose own columns the days are, all of one kind; return changes."""
    changes = [write_days(each.notice, each.values) for each in found]
    records = [each.notice.record for each in found]
    columns = [found[0].notice.prefix + name for name in DAYS]
    rows = type(records[0])._base_manager
    rows.bulk_update(records, columns)
    rows.filter(pk__in=[each.pk for each in records]).update(updated_at=Now())
    return changes


def record_steps(
    verbs: tuple[str, str],
    found: Sequence[Followed],
    changes: Sequence[Changes],
    targets: Sequence[Any],
    *,
    actor: Principal,
    at: datetime | None,
) -> None:
    """
    Keep the deadlines of the windows on paper that begin, and leave one event for each step.

    `verbs` name a reminder, and that the notice is to be served on paper.
    """
    kept = [each.kept for each in found if each.kept is not None]
    if kept:
        keep_deadlines(kept=kept)
    steps = list(zip(found, targets, changes, strict=True))
    for verb, of_paper in zip(verbs, (False, True), strict=True):
        own = [
            (target, changed)
            for each, target, changed in steps
            if (each.step is UnopenedStep.PAPER) is of_paper
        ]
        record_many(actor=actor, verb=verb, targets=own, at=at)

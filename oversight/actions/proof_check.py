"""The nightly look for history and files that are not what was sealed; it changes only its row."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit import row_seals
from audit.actions import record
from audit.anchors import FILE, READ, anchor_breaks, anchor_lines, anchors_read
from audit.facts import Break, breaks, one_snapshot
from audit.models import AuditEvent
from core.scope import as_house
from oversight.actions.nights import allow_long_statements, counts_before, finish_row, row_of_day
from oversight.facts import flag_check
from oversight.models import RuleRun
from oversight.states import PROOF_CHECK, RunState
from violations.facts import broken_seals
from violations.facts.seals import STRAY, BrokenSeal

NAMED = 200  # so many are named in the row and the log
ANCHORED_WITHIN = timedelta(days=1)  # an event this old has had 24 anchors
UPLOADED_WITHIN = timedelta(days=2)  # `sweep_uploads` removes an older file that no row knows
LOG = logging.getLogger(__name__)


def look_at_proofs(at: datetime) -> list[str]:
    """
    Verify the history with its anchors, and hash all sealed files; return what is wrong, in words.

    It opens transactions of its own: one that reads the history as it stood at one moment.
    """
    lines = anchor_lines()  # first: what is anchored later is not in the snapshot
    with as_house(), one_snapshot():
        wrong = [*breaks(), *anchor_breaks(lines)]
        if not lines and AuditEvent.objects.filter(at__lt=at - ANCHORED_WITHIN).exists():
            wrong.append(Break(FILE, 0, "the anchor file is missing"))
    found = [f"{one.stream} #{one.sequence}: {one.reason}" for one in wrong]
    with as_house(), transaction.atomic():
        found += [f"{one.name}: {one.reason}" for one in broken_seals() if not _is_new(one, at)]
    return found


def look_at_rows() -> tuple[list[str], int]:
    """
    Compare the rows that acts have sealed with their digests, in one snapshot.

    Return what is wrong, in words, and how many rows fit.
    """
    with as_house(), one_snapshot():
        found = row_seals.look()
    return [f"{one.part} {one.number}: {one.reason}" for one in found.broken], found.whole


def look_at_flags(as_of: date) -> tuple[list[str], int]:
    """
    Recount the rules as of a day, and compare the open flags with what they find.

    Return what differs, in words, and how many flags fit.
    """
    with as_house(), transaction.atomic():
        allow_long_statements()
        found = flag_check.look(as_of)
    differing = [f"flag {one.code} of {one.number}: {one.reason}" for one in found.differences]
    return differing, found.whole


def _is_new(seal: BrokenSeal, at: datetime) -> bool:
    """Tell whether a file has no row because its upload is under way or has just failed."""
    if seal.reason != STRAY:
        return False
    return default_storage.get_modified_time(seal.name) > at - UPLOADED_WITHIN


@transaction.atomic
def note_proofs(
    *,
    as_of: date,
    found: Sequence[str],
    started: float,
    actor: Principal,
    at: datetime,
    fit: Mapping[str, int] | None = None,
) -> RuleRun:
    """
    Write what a look has found as the row of a day; a second look of the day adds nothing.

    What is wrong is an error in the log. Where the look before did not name it, an event says so,
    of which the platform's admins are told. `started` is the reading of `monotonic`, `fit` how
    many rows fit their digests, and how many flags a recount.

    Raises:
        NotPermitted: the role may not run the rules.
    """
    require(actor, Permission.FLAG_RUN)
    run = row_of_day(PROOF_CHECK, as_of, actor, at)
    if run.state == RunState.DONE:
        return run
    known = {*counts_before(run).get("broken", [])}
    fresh = [one for one in found if one not in known]
    counts = {"altered": len(found), "broken": [*found[:NAMED]], **(fit or {})}
    finish_row(run, counts, at, started)
    for one in found[:NAMED]:
        LOG.error("not what was sealed: %s", one)
    if fresh:
        changes = {"altered": (None, len(fresh)), "record": (None, fresh[0])}
        record(actor=actor, verb="proofs.broken", target=run, changes=changes, at=at)
    changes = {"altered": (None, len(found)), **anchors_read(anchor_lines())}
    record(actor=actor, verb=READ, target=run, changes=changes, at=at)
    return run

"""
REST: what is made many at once; a few while the caller waits, more by a worker, in steps.

Each item takes the number row and the head of a stream, which stay locked to the end of its
transaction: a thousand in one would let nobody else file anything meanwhile.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import msgspec
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.facts import OpenKey, ticket_principal
from accounts.jobs import as_clock
from accounts.principal import Principal
from audit.actions import note_bulk
from core.clock import now, today
from core.crypto import decrypt, encrypt
from core.errors import DomainError
from core.persian import persian_digits
from core.requests import address_of
from core.rest import RESOURCES, Bulk, validated
from core.rest.bulk import BulkArguments, BulkSerializer, keeps, unnamed
from lists.actions import finish_job, note_outcomes, start_job
from lists.api import JobSerializer, accepted
from lists.models import Job
from lists.work import nudge

KIND = "bulk"
ANSWERS = {200: BulkSerializer, 202: JobSerializer}
AT_ONCE = 100  # items that are made while the caller waits
STEP = 20  # items of one transaction of a worker


class NotedBulk(Bulk):
    """A resource of which many can be made at once; `what` they are called in the history."""

    what: ClassVar[str]

    def tried(self, count: int) -> None:
        """Leave in the history that so many were tried and none was kept."""
        note_bulk(actor=self.actor, what=self.what, count=count, at=now())

    def make_many(self, request: Request) -> Response:
        """Make the items of a request; many of them by a job, which answers 202."""
        data = validated(BulkArguments, request)
        key = request.auth
        if len(data["items"]) <= AT_ONCE or not isinstance(key, OpenKey):
            return self.make_all(data)
        count = len(data["items"])
        title = gettext_noop("{count} records sent at once: {resource}")
        if data["dry_run"]:
            title = gettext_noop("{count} records tried at once: {resource}")
        job = start_job(
            kind=KIND,
            title=lambda: _(title).format(count=persian_digits(count), resource=self.basename),
            list_name="",
            arguments={
                "resource": self.basename,
                "sealed": encrypt(json.dumps(data)),
                "token": key.pk,
                "address": address_of(request._request),
                "language": translation.get_language(),
                "request_id": self.actor.request_id,
                "outcomes": [],
            },
            actor=self.actor,
            at=now(),
        )
        nudge()
        return accepted(job)


def run_bulk(job: Job, _person: Principal) -> None:
    """
    Make the items of a job as the key that sent them, in steps; each item has its outcome.

    A step stays together with the outcomes of its items: a worker that takes the job after another
    one goes on behind them.

    Raises:
        DomainError: the key opens nothing any more.
        Stopped: the person asked to stop.
    """
    with translation.override(job.arguments["language"]):
        data = json.loads(decrypt(job.arguments["sealed"]))
        view = RESOURCES[job.arguments["resource"]]()
        items, done = data["items"], len(job.arguments["outcomes"])
        size = len(items) if data["atomic"] else STEP
        for first in range(done, len(items), size):
            _step(job, view, data, items[first : first + size], first)
        with _as_caller(job) as caller:
            view._actor = caller
            if data["dry_run"]:
                view.tried(len(items))
            _finish(job, caller)


def _step(job: Job, view: Any, data: dict[str, Any], items: list[Any], first: int) -> None:
    ways = {"atomic": data["atomic"], "dry_run": data["dry_run"]}
    total = len(data["items"])
    with _as_caller(job) as caller:
        view._actor = caller
        outcomes = view.outcomes_of(items, first)
        is_kept = keeps(outcomes, **ways)
        if is_kept:
            note_outcomes(job_id=job.pk, outcomes=_plain(outcomes), total=total, at=now())
        transaction.set_rollback(not is_kept)
    with as_clock():
        left = [] if is_kept else _plain(unnamed(outcomes))
        note_outcomes(job_id=job.pk, outcomes=left, total=total, at=now(), asks=True)


def _finish(job: Job, caller: Principal) -> None:
    outcomes = Job.objects.get(pk=job.pk).arguments["outcomes"]
    errors = [
        {"key": str(outcome["index"]), "reason": _reason(outcome["problem"])}
        for outcome in outcomes
        if outcome["problem"]
    ]
    kept = sum(1 for outcome in outcomes if outcome["id"])
    counts = {"ok": kept, "wrong": len(errors)}
    finish_job(job_id=job.pk, counts=counts, errors=errors, actor=caller, at=now())


def _reason(problem: dict[str, Any]) -> str:
    """Return why an item was refused, for the page of the job."""
    faults = problem.get("errors") or [{"pointer": "", "message": problem["detail"]}]
    return " ".join(fault["message"] for fault in faults)


def _plain(outcomes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return outcomes as they are kept."""
    plain: list[dict[str, Any]] = msgspec.json.decode(msgspec.json.encode(outcomes, enc_hook=str))
    return plain


@contextmanager
def _as_caller(job: Job) -> Iterator[Principal]:
    """
    Open a transaction in the scope of the key by which the items came, judged again.

    Raises:
        DomainError: it opens nothing any more.
    """
    asked = job.arguments
    with transaction.atomic():
        found = ticket_principal(
            asked["token"],
            now=now(),
            on=today(),
            address=asked["address"],
            request_id=asked["request_id"],
        )
        if found is None:
            raise DomainError(_("The key by which this was sent is no longer valid."))
        yield found[1]

"""What every table shares: stamps, public ids, scoped querysets."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Self, TypeVar

from django.db import OperationalError, models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _
from uuid6 import uuid7

from core.errors import Busy, Stale

M = TypeVar("M", bound=models.Model)


# The record that the door has shown to its caller: model, key, version. Asked once, at its lock.
_shown: ContextVar[tuple[type[models.Model], int, int] | None] = ContextVar("shown", default=None)


@contextmanager
def as_shown(record: models.Model, version: int) -> Iterator[None]:
    """
    Refuse, when an action inside locks the record, if it is no longer of this version.

    The comparison happens under the lock, so that of two writers who saw the same version one is
    refused.

    Raises:
        Stale: the record has another version, now or when it is locked.
    """
    if getattr(record, "version", version) != version:
        raise Stale
    token = _shown.set((type(record), record.pk, version))
    try:
        yield
    finally:
        _shown.reset(token)


def _compare(row: models.Model) -> None:
    shown = _shown.get()
    if shown is None or (type(row), row.pk) != shown[:2]:
        return
    _shown.set(None)  # what the action itself writes afterwards is no surprise
    if getattr(row, "version", None) != shown[2]:
        raise Stale


def new_public_id() -> uuid.UUID:
    """Return a UUIDv7 (RFC 9562): opaque to readers, ordered by time for indexes."""
    return uuid.UUID(bytes=uuid7().bytes)


class Moment(Func):
    """The present moment, by the clock that the guards of the database read (core/sql/days.sql)."""

    function = "pishkhan_now"
    output_field = models.DateTimeField()


class Stamped(models.Model):
    """Moments of the row itself; for people, never for rules."""

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        abstract = True


class Addressed(models.Model):
    """A row that REST addresses by an opaque id."""

    public_id = models.UUIDField(_("public id"), default=new_public_id, unique=True, editable=False)

    class Meta:
        abstract = True


class KeptScan(Stamped, Addressed):
    """
    One version of the scan of a paper: the original as it was sealed, its copy without metadata.

    `number` counts the versions of one paper from 1; none is changed or deleted (triggers). A later
    one says in `reason` why it takes the earlier one's place.
    """

    number = models.PositiveSmallIntegerField(_("version"))
    scan = models.FileField(_("scan"), upload_to="scans/original/")
    scan_copy = models.FileField(_("copy"), upload_to="scans/copy/")
    scan_name = models.CharField(_("file name"), max_length=160)
    scan_type = models.CharField(_("type"), max_length=40)
    scan_size = models.PositiveIntegerField(_("size, bytes"))
    scan_sha256 = models.CharField(_("SHA-256"), max_length=64)
    scan_checked_by = models.CharField(_("checked by"), max_length=40)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    kept_on = models.DateField(_("kept on"))
    kept_by = models.BigIntegerField(_("kept by"))
    kept_by_name = models.CharField(_("kept by"), max_length=120)

    class Meta:
        abstract = True


class ScopedQuerySet(models.QuerySet[M]):
    """
    The only way to rows: `visible_to(principal)`, narrowed in each app.

    `lock` takes the row for one legal act and refuses to wait.
    """

    def visible_to(self, principal: Any) -> Self:
        """Return the rows that the principal may see; each model answers for itself."""
        raise TypeError(f"{type(self).__name__} must say who sees {self.model.__name__}")

    def lock(self, pk: int, *, waits: bool = False) -> M:
        """
        Return the row, locked until the transaction ends.

        With `waits`, a row that another transaction holds is waited for, as long as the
        connection's `lock_timeout`: for work that a worker may still be finishing. So it is where
        the caller was shown a version, until that was compared: of two writers who saw the same,
        the second learns that it has changed, not that somebody is at work.

        Raises:
            DoesNotExist: no such row in this queryset.
            Busy: another transaction holds it.
            Stale: it is not of the version that the caller was shown (`as_shown`).
        """
        waits = waits or _shown.get() is not None
        try:
            row = self.select_for_update(nowait=not waits, of=("self",)).get(pk=pk)
        except OperationalError as error:
            if any(told in str(error) for told in ("could not obtain lock", "lock timeout")):
                raise Busy from error
            raise
        _compare(row)
        return row

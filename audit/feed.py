"""
What changed since a place in time, for one reader: upsert, deleted, access_lost.

Time is told by transactions. Each followed row holds the number (`turn`) of the transaction that
changed it last, and what is older than the oldest transaction still at work has all committed: up
to there, and no further, a reading goes. So no change is missed, whichever commits first
(docs/adr/0018-changes.md).
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, F, Model, QuerySet
from django.db.models.expressions import Expression
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan

from accounts.principal import Principal
from audit.models import Touch
from audit.places import Change, Place, Reading, begin_anew
from core.web import BadCursor

UPSERT, DELETED, ACCESS_LOST = "upsert", "deleted", "access_lost"
TOUCHES = "~"  # the last part of a round: what was touched; sorts after each resource
# The oldest transaction of this database still at work (those of others write none of its rows; one
# whose lock is not found counts as ours), the next number, and the life of the database: cluster,
# line of time, database. After a restore the numbers mean other things.
_NOW = """
WITH foreign_ones AS MATERIALIZED (
    SELECT lock.transactionid::text::bigint AS number
    FROM pg_locks lock JOIN pg_stat_activity backend ON backend.pid = lock.pid
    WHERE lock.locktype = 'transactionid' AND lock.mode = 'ExclusiveLock' AND lock.granted
        AND backend.datid <> (SELECT oid FROM pg_database WHERE datname = current_database())
), working AS (
    SELECT pg_snapshot_xip(pg_current_snapshot())::text::bigint AS number
)
SELECT coalesce(
        (SELECT min(number) FROM working
            WHERE number % 4294967296 NOT IN (SELECT number FROM foreign_ones)),
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint),
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
    (SELECT system_identifier::text FROM pg_control_system())
    || '/' || (SELECT timeline_id FROM pg_control_checkpoint())
    || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def audiences(principal: Principal) -> list[str]:
    """Return under which names a principal stands in `Touch.lost_by`."""
    found = ["all"]
    found += [f"agency:{public_id}" for public_id in principal.agency_ids]
    found += [f"county:{public_id}" for public_id in principal.county_ids]
    found += [f"office:{public_id}" for public_id in principal.office_ids]
    return [*found, str(principal.role)]


def present() -> Place:
    """Return the place from which only what is still to come is read."""
    moment = _now()
    return Place(moment.life, since=moment.horizon)


@dataclass(frozen=True)
class _Moment:
    """Up to where all has ended, the next number of a transaction, and the database's life."""

    horizon: int
    following: int
    life: str


def _now() -> _Moment:
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        horizon, following, life = cursor.fetchone()
    return _Moment(int(horizon), int(following), hashlib.sha256(life.encode()).hexdigest()[:12])


def read(
    *,
    place: Place | None,
    views: dict[str, Any],
    actor: Principal,
    size: int,
    names: Collection[str] | None = None,
    bare: bool = False,
) -> Reading:
    """
    Return up to `size` changes after a place; without one from the beginning: all there is.

    `views` are viewsets that answer for the actor, by resource, in the order of a round. A fixed
    number of queries for each resource, whatever has changed. The place is about `names`, all of
    `views` where none are told; the others are read from the beginning in the round after the one
    that is begun. `bare` leaves out the public forms.

    Raises:
        BadCursor: the database is not the one of which the place tells.
    """
    moment = _now()
    if place is None:
        place = Place(moment.life)
    elif place.life != moment.life or max(place.since, place.until) > moment.following:
        raise BadCursor(begin_anew())
    known = views if names is None else {name: views[name] for name in views if name in names}
    if not place.part:
        fresh = () if place.is_first else tuple(name for name in views if name not in known)
        known = views
        # A horizon only seems to go back: when a foreign transaction ends while we look.
        until = max(moment.horizon, place.since)
        part = next(iter(views), TOUCHES)
        place = replace(place, until=until, part=part, turn=0, pk=0, fresh=fresh)
    reading = _Round(place, known, actor, bare).read(size)
    has_more = reading.has_more or len(known) < len(views)
    return replace(reading, names=tuple(known), has_more=has_more)


@dataclass
class _Round:
    """One reading inside a round."""

    place: Place
    views: dict[str, Any]
    actor: Principal
    bare: bool

    def read(self, size: int) -> Reading:
        names = [*self.views, TOUCHES]
        changes: list[Change] = []
        stirred = self._stirred()
        for part in names[names.index(self.place.part) :]:
            if part != self.place.part:
                self.place = replace(self.place, part=part, turn=0, pk=0)
            if part not in stirred:
                continue
            if len(changes) == size:
                return Reading(changes, self.place, has_more=True)
            found, is_last = self._part(part, size - len(changes))
            changes += found
            if not is_last:
                return Reading(changes, self.place, has_more=True)
        done = Place(self.place.life, since=self.place.until)
        return Reading(changes, done, has_more=False)

    def _stirred(self) -> set[str]:
        """Return the parts in which anything at all has changed; one query."""
        if self.place.is_first:
            return set(self.views)  # what was touched before it is read anyway
        tables = {name: _table(view.queryset.model) for name, view in self.views.items()}
        tables[TOUCHES] = _table(Touch)
        questions = ", ".join(
            f"EXISTS (SELECT 1 FROM {table} WHERE turn >= %s AND turn < %s)"  # noqa: S608 - own names
            for table in tables.values()
        )
        with connection.cursor() as cursor:
            bounds = [self.place.since, self.place.until] * len(tables)
            cursor.execute(f"SELECT {questions}", bounds)
            found = {name for name, is_so in zip(tables, cursor.fetchone(), strict=True) if is_so}
        return found.union(self.place.fresh)

    def _part(self, part: str, size: int) -> tuple[list[Change], bool]:
        """Return up to `size` changes of a part, and whether it is read to its end."""
        if part == TOUCHES:
            rows = list(self._within(part, Touch.objects.all()).values()[: size + 1])
        else:
            found = self._within(part, self.views[part].get_queryset())
            rows = list(found.values("pk", "turn")[: size + 1])
        is_last = len(rows) <= size
        rows = rows[:size]
        if rows:
            last = rows[-1]
            pk = last["id"] if part == TOUCHES else last["pk"]
            self.place = replace(self.place, turn=last["turn"], pk=pk)
        if part == TOUCHES:
            return self._touched(rows), is_last
        return self._upserts(part, self._read(part, [row["pk"] for row in rows])), is_last

    def _read(self, part: str, keys: Sequence[int]) -> list[dict[str, Any]]:
        """
        Return rows by their keys, in that order, as far as the reader still sees them.

        They are found first and read then: where one transaction has written most of a table, as an
        import does, the planner takes what lies beyond a place in it for a row or none, and sorts
        all that is there, joined with all that it names.
        """
        view = self.views[part]
        columns = ["public_id"] if self.bare else view.columns
        found = view.get_queryset().filter(pk__in=keys).values("pk", *columns) if keys else ()
        read = {row["pk"]: row for row in found}
        return [read[key] for key in keys if key in read]

    def _within(self, part: str, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of a part that lie beyond the place of this round, in their order."""
        if rows.model is not Touch:
            rows = rows.annotate(turn=_Turn(rows.model._meta.db_table))
        if not self.place.is_whole(part):
            rows = rows.filter(turn__gte=self.place.since, turn__lt=self.place.until)
        if self.place.turn:
            beyond = TupleGreaterThan(Tuple(F("turn"), F("pk")), (self.place.turn, self.place.pk))
            rows = rows.filter(beyond)
        return rows.order_by("turn", "pk")

    def _upserts(self, name: str, rows: list[dict[str, Any]]) -> list[Change]:
        view = self.views[name]
        ids = [row["public_id"] for row in rows]
        if self.bare:
            return [Change(UPSERT, name, record) for record in ids]
        if "pk" not in view.columns:
            for row in rows:
                row.pop("pk", None)
        told = view.present(rows)
        return [Change(UPSERT, name, *pair) for pair in zip(ids, told, strict=True)]

    def _touched(self, rows: Sequence[dict[str, Any]]) -> list[Change]:
        """Return what became of touched records for this reader; a query for each resource."""
        mine = set(audiences(self.actor))
        by_name: dict[str, dict[UUID, dict[str, Any]]] = {}
        for row in rows:
            kept = by_name.setdefault(row["resource"], {})
            known = kept.setdefault(row["record"], row)
            known["lost_by"] = {*known["lost_by"], *row["lost_by"]}
            known["is_deleted"] |= row["is_deleted"]
        changes = []
        for name, touched in by_name.items():
            if name not in self.views:
                continue
            seen = self.views[name].get_queryset().filter(public_id__in=list(touched))
            columns = ["public_id"] if self.bare else self.views[name].columns
            upserts = self._upserts(name, list(seen.values(*columns)))
            changes += upserts
            still = {change.record for change in upserts}
            changes += [
                Change(DELETED if row["is_deleted"] else ACCESS_LOST, name, record)
                for record, row in touched.items()
                if record not in still and mine & row["lost_by"]
            ]
        return changes


class _Turn(Expression):
    """The number of the transaction that changed a followed row last; the database keeps it."""

    def __init__(self, table: str) -> None:
        super().__init__(output_field=BigIntegerField())
        self.table = table

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """Return the column of the table itself, under its first alias: its own name."""
        return f"{compiler.quote_name_unless_alias(self.table)}.turn", ()


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)

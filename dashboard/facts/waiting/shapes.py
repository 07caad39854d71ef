"""What one kind of waiting work is made of."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateField, F, Model, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Concat
from django.utils.functional import Promise

from accounts.principal import Principal
from core.acts import Act
from violations.states import Track
from workdays.models.kinds import unit_of
from workdays.rules import Unit

# Of one kind nobody works off more in a day; a longer list is found behind its page.
MOST = 100
# What a notice, a session or another part of a case is about.
NOTICE_OF = "case__type__title"


class Section(StrEnum):
    """The part of the house in which a piece of work is done, and counted by the navigation."""

    FILES = "files"
    REVIEWS = "reviews"
    DUTIES = "duties"
    CONTRACTS = "contracts"
    APPROVALS = "approvals"
    OFFICES = "offices"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Kind:
    """
    The words of a kind of work, the acts that do it, its address, and what its clock counts.

    One of `acts` at least is open to the reader on each record that waits. A kind without acts is
    to know and no task, unless its act is done `elsewhere`: on another record than the one that
    waits. The button says `see`, or else what the first act calls itself.
    """

    section: Section
    icon: str
    title: str | Promise
    acts: tuple[Act, ...] = ()
    route: str = "violations:file"
    see: str | Promise = ""
    unit: Unit = Unit.WORKING_DAY
    of_province: bool = False  # its clock counts the province's days, not the county's
    clock: str = ""  # of a case, as its own page names it
    elsewhere: bool = False

    @property
    def is_task(self) -> bool:
        """Tell whether the reader can act on it; else it is to know."""
        return bool(self.acts) or self.elsewhere

    @property
    def counts(self) -> Unit:
        """Return what its clock counts where no receipt says it."""
        return unit_of(f"case.{self.clock}") if self.clock else self.unit

    @property
    def button(self) -> str:
        """Return the words of the button."""
        return str(self.see or self.acts[0].button)


Expression = Any
EVERYBODY = Value("")  # the working days of all, with every closure
NOTHING = Value("")


@dataclass(frozen=True)
class Waiting:
    """
    The records of one kind that wait for somebody.

    `since` and `due` are dates, `number` is what the address names; `record` is the path from a
    row to what has a number, an office and a county. `body` is the kind of body by whose working
    days the clock counts. `grade` is how grave the violation of a file is, `heard` how its defence
    stands, where that says something. `file` is the number of the record that the work is about,
    where the address names another one. `every` are the records, where one row is about many of
    them. Columns are paths or expressions; `key` ends the order.
    """

    kind: str
    rows: QuerySet[Any]
    since: Expression
    due: Expression = None
    note: Expression = "type__title"
    record: str = ""
    number: Expression = "number"
    office: Expression = "office__name"
    code: Expression = "office__code"
    county: Expression = "county__public_id"
    key: str = "pk"
    body: Expression = EVERYBODY
    grade: Expression = NOTHING
    heard: Expression = NOTHING
    file: Expression = NOTHING
    every: QuerySet[Any] | None = None

    def within(self, county: UUID | None) -> "Waiting":
        """Return the rows of a county; all without one, none where no county is known."""
        if county is None:
            return self
        known = isinstance(self.county, str)
        rows = self.rows.filter(**{f"{self.record}{self.county}": county}) if known else None
        return replace(self, rows=self.rows.none() if rows is None else rows)

    @property
    def records(self) -> QuerySet[Any]:
        """Return the records that wait, each of them."""
        return self.rows if self.every is None else self.every

    def of_model(self, model: type[Model]) -> QuerySet[Any] | None:
        """Return the keys of the records of a model that wait; None where it is about others."""
        if self.records.model is model:
            return self.records.order_by().values("pk")
        if not self.record:
            return None
        name = self.record.removesuffix("__")
        is_of = self.records.model._meta.get_field(name).related_model is model
        return self.records.order_by().values(name) if is_of else None

    def in_full(self) -> QuerySet[Any]:
        """Return what a task needs of each row."""
        first = self.key if self.due is None else Cast(self._plain(self.due), DateField())
        rows: QuerySet[Any] = self.rows.order_by(first, self.key).values(
            task_kind=Value(self.kind, CharField()),
            task_number=Cast(self._column(self.number), CharField()),
            task_office=Cast(self._column(self.office), CharField()),
            task_code=Cast(self._column(self.code), CharField()),
            task_county=Cast(self._column(self.county), UUIDField()),
            task_note=Cast(self._plain(self.note), CharField()),
            task_since=Cast(self._plain(self.since), DateField()),
            task_due=Cast(self._plain(self.due), DateField()),
            task_body=Cast(self._plain(self.body), CharField()),
            task_grade=Cast(self._column(self.grade), CharField()),
            task_heard=Cast(self._plain(self.heard), CharField()),
            task_file=Cast(self._plain(self.file), CharField()),
        )
        return rows[:MOST]

    def in_short(self, section: Section) -> QuerySet[Any]:
        """Return section, number and due of each row, unsorted: enough to count, and quick."""
        each = replace(self, number="number", due=None) if self.every is not None else self
        rows: QuerySet[Any] = each.records.order_by().values(
            section_waiting=Value(section.value, CharField()),
            number_waiting=Cast(each._column(each.number), CharField()),
            due_waiting=Cast(each._plain(each.due), DateField()),
        )
        return rows[:MOST]

    def _column(self, column: Expression) -> Any:
        is_path = isinstance(column, str)
        return F(f"{self.record}{column}") if is_path else self._plain(column)

    @staticmethod
    def _plain(column: Expression) -> Any:
        return F(column) if isinstance(column, str) else Value(column) if column is None else column


Waits = Iterator[Waiting]


def isolated(number: Any) -> Concat:
    """Return a record number that keeps its order inside Persian text (U+2066, U+2069)."""
    return Concat(Value("\u2066"), number, Value("\u2069"), output_field=CharField())


def own_track(principal: Principal) -> Q:
    """Return the track that the principal's house keeps: an agency's own, or the licence."""
    return Q(track=Track.CONTRACT if principal.is_agency else Track.LICENCE)

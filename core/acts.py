"""
The table of acts: what can be done with a record, by whom, in which state, and why not.

Each app has one table for each kind of record. The table is the only place that holds the
conditions of an act: the action opens with `begin`, and form pages, offered buttons, row buttons,
REST transitions and `docs/acts.md` ask `why_not` (docs/adr/0043-table-of-acts.md).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from functools import wraps
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

from core.errors import DomainError, FactorRequired, IllegalMove, NotPermitted

Text = str | Promise
P = ParamSpec("P")
R = TypeVar("R")

NOT_PERMITTED, NOT_YOURS, ILLEGAL_MOVE = "not-permitted", "not-yours", "illegal-move"


class Actor(Protocol):
    """What the table asks of a principal."""

    def has(self, permission: Any) -> bool: ...

    @property
    def fresh_factor(self) -> bool: ...


@dataclass(frozen=True)
class Blocked:
    """Why an act is not open: a sentence for people and a stable code for machines."""

    message: str
    code: str = ILLEGAL_MOVE

    @property
    def error(self) -> DomainError:
        """Return the error that an action raises for it: `IllegalMove` or `NotPermitted`."""
        kind = IllegalMove if self.code == ILLEGAL_MOVE else NotPermitted
        return kind(self.message)


# From the record, the actor and the day to a sentence, or to a `Blocked` with another code than
# `illegal-move`; empty or None where nothing stands in the way.
Reason = Callable[[Any, Any, date], Blocked | str | None]


@dataclass(frozen=True)
class Whose:
    """
    Which actors with the permission do an act to this record; the others get `not-yours`.

    `label` names them in `docs/acts.md`; `holds(actor, record, on)` decides; `error` is the
    sentence for the others.
    """

    label: str
    holds: Callable[[Any, Any, date], bool]
    error: Text


@dataclass(frozen=True)
class Excluded:
    """A person who never does an act, whatever the role: `reason` returns the sentence, or ""."""

    label: str
    reason: Callable[[Any, Any, date], str]


class Paper(StrEnum):
    """Whether an act is sealed by a scan or an electronic acknowledgement."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Confirm(StrEnum):
    """
    How an act is confirmed; a row names one of them, or several that come together.

    `click`: a button does it. `plain`: its form. `page`: a page of its own that says what is lost.
    `code`: a one-time code not older than five minutes. `code_anew`: a one-time code that is given
    with this very act. `second`: another person confirms it. `second_if_back`: another person does
    where its day lies too far back; `second_if_power`: where it concerns an account that decides or
    administrates; `second_if_own`: where it gives the own body time.
    """

    CLICK = "click"
    PLAIN = "plain"
    PAGE = "page"
    CODE = "code"
    CODE_ANEW = "code_anew"
    SECOND = "second"
    SECOND_IF_BACK = "second_if_back"
    SECOND_IF_POWER = "second_if_power"
    SECOND_IF_OWN = "second_if_own"


CODES = frozenset({Confirm.CODE, Confirm.CODE_ANEW})
SECONDS = frozenset(
    {
        Confirm.SECOND,
        Confirm.SECOND_IF_BACK,
        Confirm.SECOND_IF_POWER,
        Confirm.SECOND_IF_OWN,
    }
)


@dataclass(frozen=True)
class Final:
    """Why no act reverses an act; `why` is an English sentence of `docs/acts.md`."""

    why: str


# What each row says, or its table for all of its rows.
DECLARED = ("not_by", "paper", "tells", "confirm", "undo")


@dataclass(frozen=True, eq=False)
class Act:
    """
    One act on one kind of record: a row of its table.

    `name` is the act in this table, in `docs/acts.md` and in pending acts; the doors that ask the
    row may have other addresses, which `docs/acts.md` lists. `title` is what pages call it, `verb`
    the word of its button on a desk and in a row of a list (empty: the title). `permissions`: the
    actor needs one of them. `states`: the states in which it is open, None for any; `state_error`
    is the sentence for the others.
    `target`: the state that it leads to, None where the state stays or the arguments choose it.
    `blocked`: every other reason against it that a reader can know beforehand. `event`: the verbs
    that it records, with what the history says of each.

    `not_by`, `paper`, `tells`, `confirm` and `undo` say who never does it, what is sealed with it,
    who learns of it at once, how it is confirmed, and which act reverses it, or why none does.
    `gaps` are those of them that neither the row nor its table declares.
    """

    table: "ActTable"
    name: str
    title: Text
    verb: Text = ""
    permissions: tuple[Any, ...] = ()
    whose: Whose | None = None
    states: frozenset[str] | None = None
    state_error: Text = ""
    target: str | None = None
    blocked: tuple[Reason, ...] = ()
    event: dict[str, Text] = field(default_factory=dict)
    not_by: tuple[Excluded, ...] = ()
    paper: Paper = Paper.NONE
    tells: tuple[str, ...] = ()
    confirm: tuple[Confirm, ...] = ()
    undo: str | Final = ""
    gaps: tuple[str, ...] = ()
    icon: str = ""
    is_danger: bool = False
    # Reasons that apps of higher floors add in `AppConfig.ready()`, as `blocked`.
    added: list[Reason] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return the name with its kind of record, as `case.close`."""
        return f"{self.table.kind}.{self.name}"

    @property
    def button(self) -> str:
        """Return the words of its button on a desk and in a row of a list."""
        return str(self.verb or self.title)

    def __repr__(self) -> str:
        return f"<Act {self.key}>"

    @property
    def is_click(self) -> bool:
        """Tell whether a button does it, without a form."""
        return self.confirm == (Confirm.CLICK,)

    @property
    def asks_anew(self) -> bool:
        """Tell whether it asks for a one-time code each time."""
        return Confirm.CODE_ANEW in self.confirm

    def permission_of(self, actor: Actor) -> Any | None:
        """Return the permission by which the actor's role does this; None where it has none."""
        return next((each for each in self.permissions if actor.has(each)), None)

    def is_for(self, actor: Actor) -> bool:
        """Tell whether the actor's role does this at all, whatever the record."""
        return not self.permissions or self.permission_of(actor) is not None

    def is_of(self, actor: Actor, record: Any, on: date) -> bool:
        """Tell whether the actor's role does this to this record, in whatever state."""
        return self.is_for(actor) and (self.whose is None or self.whose.holds(actor, record, on))

    def needs_code(self, actor: Actor) -> bool:
        """Tell whether the actor confirms this with a one-time code, as its row says."""
        return bool(CODES & {*self.confirm}) and self.is_for(actor)


class ActTable:
    """
    The acts on one kind of record, in the order in which pages list them.

    `kind` is the word of the record in events and documents; `lock(key, actor)` returns the record
    in the actor's scope, locked; `states` is its enumeration with labels; `common` are the columns
    of `DECLARED` that hold for each row that does not say otherwise.
    """

    def __init__(
        self,
        kind: str,
        lock: Callable[[int, Any], Any],
        states: type[Enum] | None = None,
        **common: Any,
    ) -> None:
        self.kind = kind
        self.lock = lock
        self.states = states
        self.common = common
        self._acts: dict[str, Act] = {}
        TABLES[kind] = self

    def act(self, name: str, *, states: Sequence[str] | None = None, **columns: Any) -> Act:
        """Add a row and return it."""
        if name in self._acts:
            raise ValueError(f"{self.kind} has an act {name!r} already")
        named = None if states is None else frozenset(str(state) for state in states)
        columns = self.common | columns
        if isinstance(columns.get("confirm"), Confirm):
            columns["confirm"] = (columns["confirm"],)
        gaps = tuple(column for column in DECLARED if column not in columns)
        made = Act(table=self, name=name, states=named, gaps=gaps, **columns)
        for verb, sentence in made.event.items():
            if SENTENCES.setdefault(verb, sentence) is not sentence:
                raise ValueError(f"{made.key}: {verb!r} has its sentence in another row")
        self._acts[name] = made
        return made

    def __getitem__(self, name: str) -> Act:
        return self._acts[name]

    def __contains__(self, name: object) -> bool:
        return name in self._acts

    def __iter__(self) -> Iterator[Act]:
        return iter(self._acts.values())

    def available(self, record: Any, actor: Any, on: date) -> list[Act]:
        """Return the acts that are open to the actor now."""
        return [act for act in self if why_not(act, record, actor, on) is None]

    def labels_of(self, states: frozenset[str]) -> list[str]:
        """Return the labels of states, in the order of the enumeration."""
        return [str(getattr(each, "label", each.value)) for each in self.states or ()
                if each.value in states]  # fmt: skip


# Every table by its kind of record; the generated tests and `docs/acts.md` walk it.
TABLES: dict[str, ActTable] = {}
# What the history says of each verb that an act records.
SENTENCES: dict[str, Text] = {}


def load_tables() -> None:
    """Import `acts` of every app, a module or a package, so that each table is there."""
    for config in apps.get_app_configs():
        found = f"{config.name}.acts"
        if not module_has_submodule(config.module, "acts"):
            continue
        module = import_module(found)
        for each in walk_packages(getattr(module, "__path__", []), f"{found}."):
            import_module(each.name)


def why_not(act: Act, record: Any, actor: Any, on: date) -> Blocked | None:
    """
    Return the first reason for which the act is not open to the actor now; None if it is open.

    In this order: the role, the record's owner, the person, the state, the other reasons. A missing
    one-time code is no reason: it is the next step.
    """
    if not act.is_for(actor):
        return Blocked(NotPermitted.default_message(), NOT_PERMITTED)
    if act.whose is not None and not act.whose.holds(actor, record, on):
        return Blocked(str(act.whose.error), NOT_YOURS)
    for person in act.not_by:
        if sentence := person.reason(record, actor, on):
            return Blocked(sentence, NOT_PERMITTED)
    if act.states is not None and str(record.state) not in act.states:
        return Blocked(_state_error(act, record))
    for reason in (*act.blocked, *act.added):
        found = reason(record, actor, on)
        if found:
            return found if isinstance(found, Blocked) else Blocked(found)
    return None


def is_open(act: Act, record: Any, actor: Any, on: date) -> bool:
    """Tell whether the act is open to the actor now."""
    return why_not(act, record, actor, on) is None


def begin(act: Act, key: int, actor: Any, on: date) -> Any:
    """
    Return the record, locked, after every condition of the act was checked on it.

    Raises:
        NotPermitted: the role may not, the record is another's, or the person is excluded.
        FactorRequired: the act needs a one-time code not older than five minutes.
        DoesNotExist: there is no such record in the actor's scope.
        Busy, Stale: another transaction holds it, or it has changed since it was shown.
        IllegalMove: the state or another reason stands in the way.
    """
    need_role(act, actor)
    record = act.table.lock(key, actor)
    need(act, record, actor, on)
    return record


def need_role(act: Act, actor: Any) -> None:
    """
    Refuse an actor whose role does not do this, or whose one-time code is stale.

    Raises:
        NotPermitted: the role may not.
        FactorRequired: the act needs a one-time code not older than five minutes.
    """
    if not act.is_for(actor):
        raise NotPermitted
    if act.needs_code(actor) and not actor.fresh_factor:
        raise FactorRequired


def need_whose(act: Act, record: Any, actor: Any, on: date) -> None:
    """
    Refuse an actor to whom the record does not belong, before anything of it is locked.

    Raises:
        NotPermitted: the record is another's.
    """
    if act.whose is not None and not act.whose.holds(actor, record, on):
        raise NotPermitted(str(act.whose.error))


def need(act: Act, record: Any, actor: Any, on: date) -> None:
    """
    Refuse an act that is not open to the actor now.

    Raises:
        NotPermitted, IllegalMove: with the sentence of `why_not`.
    """
    found = why_not(act, record, actor, on)
    if found is not None:
        raise found.error


def unless(is_true: Callable[..., Any], error: Text) -> Reason:
    """Return the reason `error` for records of which `is_true(record)` does not hold."""

    def reason(record: Any, actor: Any, on: date) -> str:
        return "" if is_true(record) else str(error)

    reason.__name__ = f"not_{getattr(is_true, '__name__', 'so')}"
    return reason


def of_record(sentence: Callable[[Any], str]) -> Reason:
    """Return a reason from a function that asks the record alone."""

    @wraps(sentence)
    def reason(record: Any, actor: Any, on: date) -> str:
        return sentence(record)

    return reason


class once_per_record(Generic[P, R]):  # noqa: N801 # a decorator
    """
    Cache what a function reads of a record on the record's instance.

    Several acts of one page rest on one fact, which is then read once. An action locks a fresh
    instance, so that it reads anew. `remember` stores an answer that was read for many records.
    """

    def __init__(self, function: Callable[Concatenate[Any, P], R]) -> None:
        self.function = function
        self.name = f"{function.__module__}.{function.__qualname__}"
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__

    def __call__(self, record: Any, *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what the function returned first for the record and the arguments."""
        facts = record.__dict__.setdefault("_act_facts", {})
        key = (self.name, args, tuple(kwargs.items()))
        if key not in facts:
            facts[key] = self.function(record, *args, **kwargs)
        found: R = facts[key]
        return found

    def remember(self, record: Any, *args: Any, value: R) -> None:
        """Store the answer for a record and positional arguments."""
        record.__dict__.setdefault("_act_facts", {})[self.name, args, ()] = value


def _state_error(act: Act, record: Any) -> str:
    if act.state_error:
        return str(act.state_error)
    labels = _(", ").join(act.table.labels_of(act.states or frozenset()))
    (state,) = act.table.labels_of(frozenset({str(record.state)})) or [str(record.state)]
    text = _("It is in the state “{state}”; this is open only in these states: {states}.")
    return text.format(state=state, states=labels)

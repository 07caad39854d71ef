"""Compare papers, days and codes of an act with its row: one is missing, wrong or stale."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from core.acts import CODES, Act, Paper
from core.errors import DomainError, FactorRequired, Invalid

# Arguments that are a file, or the keys of files; the error may name the field of the form.
PAPERS = ("file", "scan", "data", "receipt_id", "evidence_ids")
IN_FORMS = ("evidence", "receipt", "scan")
# Arguments that the types alone keep from being left out.
NEVER_EMPTY = ("'File[bytes]'", "File[bytes]")
EMPTY: dict[str, Any] = {"data": b"", "evidence_ids": ()}
DAY = timedelta(days=1)
PAST, TO_COME, EITHER = "past", "to come", "either"


@dataclass(frozen=True)
class Scene:
    """An act that is open, with its action and good arguments."""

    act: Act
    action: Callable[..., Any]
    values: dict[str, Any]

    def refusal(self, **changed: Any) -> Invalid | None:
        """Return how the action refuses its arguments, some of them changed; it is undone."""
        try:
            with transaction.atomic():
                self.action(**(self.values | changed))
                transaction.set_rollback(True)
        except Invalid as error:
            return error
        except DomainError as error:
            raise AssertionError(f"{self.act.key} is not open: {error.message}") from error
        return None

    @property
    def on(self) -> date:
        """Return the day on which the act is done."""
        found: date = self.values.get("on") or self.values["at"].date()
        return found

    @property
    def papers(self) -> dict[str, str]:
        """Return the arguments that are files, each with its annotation."""
        found = _parameters(self.action)
        return {name: found[name] for name in found if name in PAPERS}

    @property
    def days(self) -> list[str]:
        """Return the given arguments that are days, without that on which the act is done."""
        return [
            name
            for name, annotation in _parameters(self.action).items()
            if "date" in _words(annotation) and name != "on" and self.values.get(name)
        ]


def _parameters(action: Callable[..., Any]) -> dict[str, str]:
    found = inspect.signature(action).parameters.values()
    return {each.name: str(inspect.formatannotation(each.annotation)) for each in found}


def _words(annotation: str) -> set[str]:
    return set(annotation.replace("datetime.date", "date").replace("|", " ").split())


def paper_faults(scene: Scene) -> Iterator[str]:
    """
    Yield where the papers of the action are not those of its row.

    An act whose row requires paper is refused without it, and takes one, unless the office
    acknowledges. One whose row has none takes none.
    """
    if (refusal := scene.refusal()) is not None:
        yield f"{scene.act.key}: good arguments are refused: {refusal.fields or refusal.message}"
        return
    is_receipt = scene.act.name.startswith("acknowledge")
    if (scene.act.paper is Paper.NONE or is_receipt) == bool(scene.papers):
        yield f"{scene.act.key}: paper is {scene.act.paper}, arguments are {[*scene.papers]}"
    for name, annotation in scene.papers.items():
        if scene.act.paper is Paper.OPTIONAL or annotation in NEVER_EMPTY:
            continue
        refusal = scene.refusal(**{name: EMPTY.get(name)})
        named = set(refusal.fields) & {name, *IN_FORMS} if refusal else set()
        if bool(named) is not (scene.act.paper is Paper.REQUIRED):
            yield f"{scene.act.key}: without {name} refused by {refusal and refusal.fields}"


def code_faults(scene: Scene) -> Iterator[str]:
    """Yield where an action asks for a fresh one-time code, or does not, unlike its row."""
    try:
        scene.refusal(actor=scene.values["actor"].with_stale_factor())
        found = False
    except AssertionError as error:
        found = isinstance(error.__cause__, FactorRequired)
    if found is not bool(CODES & {*scene.act.confirm}):
        yield f"{scene.act.key}: confirm is {scene.act.confirm}, a code is asked: {found}"


def day_faults(scene: Scene, sides: Mapping[str, str]) -> Iterator[str]:
    """
    Yield the days that an action accepts on their wrong side of today.

    `sides` names, by act and argument, whether a day is past, to come, or either; a past day may be
    today, and so may one to come. Which years a day may lie in is asked where it comes in
    (`core.jalali.check_recorded`).
    """
    for name in scene.days:
        key = f"{scene.act.key}.{name}"
        side = sides.get(key, PAST)
        if side == EITHER:
            continue
        wrong = scene.on + (DAY if side == PAST else -DAY)
        refusal = scene.refusal(**{name: wrong})
        if refusal is None or name not in refusal.fields:
            yield f"{key}: {wrong} is accepted, or refused by {refusal and refusal.fields}"

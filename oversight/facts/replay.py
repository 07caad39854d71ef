"""Deriving a flag again: from what it keeps, and from what the database says today."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from oversight.facts.gathering import Gathered, Place, gather_days
from oversight.facts.inputs import assemble, places, silent_inputs
from oversight.models import Flag, PolicyRule
from oversight.rules import Inputs, canonical, document, evaluate, fingerprint
from oversight.rules.sentences import sentence
from oversight.rules.shapes import Level, unpack
from oversight.states import RuleCode


@dataclass(frozen=True)
class Replay:
    """What was derived again, and in which parts it differs from the flag; empty if it is equal."""

    evaluation: dict[str, Any]
    differences: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Tell whether every part is the same, byte by byte."""
        return not self.differences


@dataclass(frozen=True)
class Recount:
    """What the same rule finds with the same numbers and today's records."""

    level: Level
    evaluation: dict[str, Any]
    is_same: bool


def replay(flag: Flag) -> Replay:
    """Derive a flag from its inputs, version and parameters, and compare it byte by byte."""
    inputs = unpack(flag.inputs)
    found = evaluate(flag.parameters, inputs)
    evaluation = document(flag.parameters, inputs, found)
    rule = PolicyRule.objects.filter(version=flag.version_id, code=flag.code).first()
    parts = {
        "parameters": (flag.parameters, rule and rule.parameters),
        "facts": (sorted(flag.facts), sorted(found.facts)),
        "level": (flag.is_watch, found.level is Level.WATCH),
        "evaluation": (flag.evaluation, evaluation),
        "fingerprint": (
            flag.fingerprint,
            fingerprint(flag.code, found.level, flag.subject, found.facts),
        ),
        "sentence": (flag.sentence, _said(flag, inputs, found.words)),
    }
    different = [name for name, (old, new) in parts.items() if canonical(old) != canonical(new)]
    return Replay(evaluation, tuple(different))


def _said(flag: Flag, inputs: Inputs, words: dict[str, Any]) -> str:
    return sentence(flag.parameters, inputs, words) if words else ""


def recount(flag: Flag) -> Recount:
    """
    Judge the flag's subject by its rule, numbers and day, on the records as they are now.

    They differ from the flag's inputs when a decision was overturned or recorded late.
    """
    return recounts([flag])[flag.pk]


def recounts(flags: Sequence[Flag]) -> dict[int, Recount]:
    """Judge each flag as `recount` does, by its key; all days are read at once."""
    subjects: defaultdict[str, set[int]] = defaultdict(set)
    for flag in flags:
        subjects[flag.scope].add(_subject_of(flag))
    found = {scope: places(scope, sorted(keys)) for scope, keys in subjects.items()}
    where = {flag.pk: found[flag.scope][_subject_of(flag)] for flag in flags}
    days: defaultdict[date, list[Place]] = defaultdict(list)
    for flag in flags:
        if flag.code != RuleCode.AGENCY_INACTION:
            days[flag.as_of].append(where[flag.pk])
    rows = gather_days(days)
    return {flag.pk: _judged(flag, where[flag.pk], rows.get(flag.as_of)) for flag in flags}


def _subject_of(flag: Flag) -> int:
    return int(flag.subject.split(":")[1])


def _judged(flag: Flag, place: Place, rows: Gathered | None) -> Recount:
    code = RuleCode(flag.code)
    if code is RuleCode.AGENCY_INACTION or rows is None:
        listed = silent_inputs(flag.version.number, flag.as_of, place, flag.facts)
        inputs = listed[0] if listed else Inputs(
            flag.code, flag.version.number, flag.as_of, place.subject
        )  # fmt: skip
    else:
        inputs = assemble(code, flag.version.number, flag.as_of, place, rows)
    found = evaluate(flag.parameters, inputs)
    evaluation = document(flag.parameters, inputs, found)
    return Recount(found.level, evaluation, canonical(evaluation) == canonical(flag.evaluation))

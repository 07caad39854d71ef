"""Deriving a flag again: from what it keeps, and from what the database says today."""

from dataclasses import dataclass
from typing import Any

from oversight.facts.gathering import gather
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
    code = RuleCode(flag.code)
    subject_id = int(flag.subject.split(":")[1])
    place = places(flag.scope, [subject_id])[subject_id]
    if code is RuleCode.AGENCY_INACTION:
        listed = silent_inputs(flag.version.number, flag.as_of, place, flag.facts)
        inputs = listed[0] if listed else Inputs(
            flag.code, flag.version.number, flag.as_of, place.subject
        )  # fmt: skip
    else:
        rows = gather([place], flag.as_of)
        inputs = assemble(code, flag.version.number, flag.as_of, place, rows)
    found = evaluate(flag.parameters, inputs)
    evaluation = document(flag.parameters, inputs, found)
    return Recount(found.level, evaluation, canonical(evaluation) == canonical(flag.evaluation))

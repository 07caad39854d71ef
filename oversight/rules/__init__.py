"""
What makes a flag: each rule is a pure function from parameters and facts to an evaluation.

Nothing here knows the database, the clock or the settings. The nightly sweep says the same in
SQL (`oversight.facts`); a property test keeps the two equal, and these functions explain.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from oversight.rules import accounts, cases, records
from oversight.rules.parameters import faults
from oversight.rules.shapes import Evaluation, Inputs, Level, Parameters
from oversight.states import RuleCode

# The shortest reasons that a decision of a termination review may have, in letters.
# Source: design, UI 12 (screen 10).
LEAST_REASONS = 100
RULES: dict[RuleCode, Callable[[Parameters, Inputs], Evaluation]] = {
    RuleCode.CRITICAL_ONCE: cases.critical_once,
    RuleCode.MAJOR_REPEAT: cases.major_repeat,
    RuleCode.SAME_TYPE_REPEAT: cases.same_type_repeat,
    RuleCode.POINTS: records.points,
    RuleCode.CROSS_AGENCY: cases.cross_agency,
    RuleCode.AFTER_WARNING: cases.after_warning,
    RuleCode.CURE_MISSED: records.cure_missed,
    RuleCode.REMITTANCE: accounts.remittance,
    RuleCode.LICENCE_LOST: records.licence_lost,
    RuleCode.INACTIVITY: records.inactivity,
    RuleCode.GUARANTEE: records.guarantee_expired,
    RuleCode.AGENCY_INACTION: records.agency_inaction,
}
# What the rules of later registers are waiting for; they answer “insufficient data” until then.
MISSING: dict[RuleCode, str] = {
    RuleCode.LOW_RANK: "ratings",
    RuleCode.COMPLAINTS: "complaints",
    RuleCode.TRAINING: "certificates",
    RuleCode.AGENCY_NO_REPORTS: "inspections",
    RuleCode.GRIEVANCE_UNANSWERED: "grievances",
}


def evaluate(parameters: Parameters, inputs: Inputs) -> Evaluation:
    """Judge one subject by one rule; a rule whose register is not kept answers so."""
    code = RuleCode(inputs.code)
    if code in MISSING:
        return records.not_kept(MISSING[code])
    return RULES[code](parameters, inputs)


def document(parameters: Parameters, inputs: Inputs, found: Evaluation) -> dict[str, Any]:
    """Return the evaluation as a flag keeps it."""
    return {
        "code": inputs.code,
        "version": inputs.version,
        "as_of": inputs.as_of.isoformat(),
        "subject": inputs.subject.key,
        "parameters": parameters,
        "level": found.level.value,
        "facts": list(found.facts),
        "tree": found.tree,
    }


def fingerprint(code: str, level: Level, subject: str, facts: tuple[str, ...]) -> str:
    """Return the digest of rule, subject and the facts used: the same facts, the same flag."""
    text = "\n".join([code, level.value, subject, *sorted(facts)])
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> bytes:
    """Return JSON in its one form, for comparing byte by byte."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


__all__ = [
    "MISSING",
    "RULES",
    "Evaluation",
    "Inputs",
    "Level",
    "Parameters",
    "canonical",
    "document",
    "evaluate",
    "faults",
    "fingerprint",
]

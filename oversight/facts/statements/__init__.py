"""
The rules in SQL, one text a rule; `oversight.facts.sweep` puts them together.

Each ground is read once and handed on. The counted cases are read index only and folded by pair
of office and agency; only pairs that may reach a threshold are looked into. What a rule has to
compare within a pair stays within one row, in arrays: a join of two narrow results whose sizes
the planner can't know would now and then compare everything with everything.
"""

from oversight.facts.statements import cases, duties
from oversight.facts.statements.duties import COVERED, COVERED_ONE
from oversight.facts.statements.ground import (
    COUNTED,
    FLAGS,
    GROUND,
    GROUND_PICKED,
    PICKED,
    UNION_FLAGS_OF_AGENCIES,
)
from oversight.states import RuleCode

__all__ = [
    "COUNTED",
    "COVERED",
    "COVERED_ONE",
    "FLAGS",
    "GROUND",
    "GROUNDS",
    "GROUND_PICKED",
    "PICKED",
    "RULES",
    "UNION_FLAGS_OF_AGENCIES",
]

# Each rule: rows of (code, level, scope, subject_id, ids of cases, other keys of facts).
RULES = {
    RuleCode.CRITICAL_ONCE: cases.F01,
    RuleCode.MAJOR_REPEAT: cases.F02,
    RuleCode.SAME_TYPE_REPEAT: cases.F03,
    RuleCode.POINTS: cases.F04,
    RuleCode.CROSS_AGENCY: cases.F05,
    RuleCode.AFTER_WARNING: cases.F06,
    RuleCode.CURE_MISSED: cases.F07,
    RuleCode.REMITTANCE: duties.F08,
    RuleCode.LICENCE_LOST: duties.F09,
    RuleCode.INACTIVITY: duties.F10,
    RuleCode.GUARANTEE: duties.F11,
    RuleCode.AGENCY_INACTION: duties.A01,
}
GROUNDS = {
    RuleCode.CRITICAL_ONCE: cases.F01_GROUND,
    RuleCode.POINTS: cases.F04_GROUND,
    RuleCode.REMITTANCE: duties.F08_GROUND,
    RuleCode.LICENCE_LOST: duties.F09_GROUND,
    RuleCode.INACTIVITY: duties.F10_GROUND,
    RuleCode.GUARANTEE: duties.F11_GROUND,
}

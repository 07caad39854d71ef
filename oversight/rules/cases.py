"""Rules that count final, proven cases: F01, F02, F03, F05, F06."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from oversight.rules.shapes import (
    CaseFact,
    Evaluation,
    Inputs,
    Level,
    Parameters,
    Tree,
    oldest_warning,
    warning_end,
    window_start,
)

Reason = Callable[[CaseFact], str]


def first_reason(*reasons: Reason) -> Reason:
    """Return the first reason not to count a case; empty if there is none."""
    return lambda case: next((said for said in (why(case) for why in reasons) if said), "")


def other_holder(case: CaseFact) -> str:
    """A new holder after a legal transfer starts clean (DOMAIN C4-5)."""
    return "" if case.is_same_holder else "holder"


def outside(first: date, last: date) -> Reason:
    """Windows run from the day of finality (DECISIONS 12)."""
    return lambda case: "" if first <= case.final_on <= last else "window"


def other_severity(severities: Iterable[str]) -> Reason:
    """Count only cases of these severities."""
    wanted = frozenset(severities)
    return lambda case: "" if case.severity in wanted else "severity"


def other_track(track: str) -> Reason:
    """Count only cases of a track; the twin of a case in both tracks counts once."""
    return lambda case: "" if case.track == track else "track"


def other_agency(agency: str) -> Reason:
    """Count only cases that arose with an agency."""
    return lambda case: "" if case.agency == agency else "agency"


def other_type(code: str) -> Reason:
    """Count only cases of a type."""
    return lambda case: "" if case.type_code == code else "type"


def sift(cases: Iterable[CaseFact], why_not: Reason) -> tuple[list[CaseFact], list[dict[str, str]]]:
    """Return the counted cases, the oldest first, and the others with the reason."""
    ordered = sorted(cases, key=lambda case: (case.final_on, case.id))
    reasons = [(case, why_not(case)) for case in ordered]
    counted = [case for case, reason in reasons if not reason]
    return counted, [{"case": case.number, "why": why} for case, why in reasons if why]


def count_node(
    label: str,
    counted: list[CaseFact],
    excluded: list[dict[str, str]],
    threshold: int,
    first: date,
    last: date,
) -> Tree:
    """Return the node that compares a number of cases with a threshold."""
    return {
        "kind": "count",
        "label": label,
        "held": len(counted) >= threshold,
        "measured": len(counted),
        "threshold": threshold,
        "window": {"first": first.isoformat(), "last": last.isoformat()},
        "counted": [case.number for case in counted],
        "excluded": excluded,
    }


def newest_node(newest: date | None, starts_on: date) -> Tree:
    """
    Return the node that asks for news in the contract's term.

    What was known when the contract began does not open a review of it by itself.
    """
    return {
        "kind": "fact",
        "label": "newest_in_term",
        "held": newest is not None and newest >= starts_on,
        "newest": newest.isoformat() if newest else None,
        "starts_on": starts_on.isoformat(),
    }


def all_of(*nodes: Tree) -> Tree:
    """Return the node that holds when all of its parts hold."""
    return {"kind": "all", "held": all(node["held"] for node in nodes), "of": list(nodes)}


def answer(root: Tree, counted: Iterable[CaseFact], words: dict[str, object]) -> Evaluation:
    """Return the evaluation of a rule whose facts are the counted cases."""
    if not root["held"]:
        return Evaluation(Level.NONE, (), root)
    facts = tuple(sorted({case.key for case in counted}))
    return Evaluation(Level.FLAG, facts, root, words)


def _numbers(counted: Iterable[CaseFact]) -> list[str]:
    return [case.number for case in counted]


def critical_once(parameters: Parameters, inputs: Inputs) -> Evaluation:
    """Judge F01: critical cases final since the contract, or the licence, began."""
    subject = inputs.subject
    first = subject.starts_on or inputs.as_of
    track = "licence" if subject.scope == "licence" else "contract"
    reasons = [other_holder, other_track(track), other_severity(["critical"])]
    if track == "contract":
        reasons.append(other_agency(subject.agency))
    counted, excluded = sift(inputs.cases, first_reason(*reasons, outside(first, inputs.as_of)))
    node = count_node("critical_cases", counted, excluded, parameters["count"], first, inputs.as_of)
    return answer(node, counted, {"count": len(counted), "cases": _numbers(counted)})


def major_repeat(parameters: Parameters, inputs: Inputs) -> Evaluation:
    """Judge F02: repeated major cases at the contract's agency within a window."""
    subject, months = inputs.subject, parameters["months"]
    first = window_start(inputs.as_of, months)
    counted, excluded = sift(
        inputs.cases,
        first_reason(
            other_holder,
            other_track("contract"),
            other_agency(subject.agency),
            other_severity(parameters["severities"]),
            outside(first, inputs.as_of),
        ),
    )
    node = count_node("major_cases", counted, excluded, parameters["count"], first, inputs.as_of)
    return _in_term(node, counted, inputs, {"months": months, "threshold": parameters["count"]})


def same_type_repeat(parameters: Parameters, inputs: Inputs) -> Evaluation:
    """Judge F03: the same type again and again at the contract's agency, any severity."""
    subject, months = inputs.subject, parameters["months"]
    first = window_start(inputs.as_of, months)
    scope = (
        other_holder,
        other_track("contract"),
        other_agency(subject.agency),
        outside(first, inputs.as_of),
    )
    within, _out = sift(inputs.cases, first_reason(*scope))
    tally = Counter(case.type_code for case in within)
    repeated = sorted(code for code, times in tally.items() if times >= parameters["count"])
    # Without a repeated type the node shows the most frequent one, to say how far it is.
    shown = repeated or sorted(tally, key=lambda code: (-tally[code], code))[:1]
    nodes, counted = [], []
    for code in shown or [""]:
        of_type, excluded = sift(inputs.cases, first_reason(*scope, other_type(code)))
        node = count_node("same_type", of_type, excluded, parameters["count"], first, inputs.as_of)
        nodes.append(node | {"type": code})
        counted += of_type
    root = {"kind": "any", "held": any(node["held"] for node in nodes), "of": nodes}
    titles = {case.type_code: case.type_title for case in counted}
    words = {
        "months": months,
        "threshold": parameters["count"],
        "types": [titles[code] for code in repeated],
    }
    return _in_term(root, counted, inputs, words)


def cross_agency(parameters: Parameters, inputs: Inputs) -> Evaluation:
    """Judge F05: major cases of one office at several agencies within a window."""
    months = parameters["months"]
    first = window_start(inputs.as_of, months)
    counted, excluded = sift(
        inputs.cases,
        first_reason(
            other_holder,
            other_track("contract"),
            other_severity(parameters["severities"]),
            outside(first, inputs.as_of),
        ),
    )
    agencies = sorted({case.agency for case in counted})
    node = count_node(
        "agencies", counted, excluded, parameters["agencies"], first, inputs.as_of
    ) | {
        "held": len(agencies) >= parameters["agencies"],
        "measured": len(agencies),
        "agencies": agencies,
    }
    words = {
        "count": len(counted),
        "agencies": len(agencies),
        "months": months,
        "threshold": parameters["agencies"],
        "cases": _numbers(counted),
    }
    return answer(node, counted, words)


def after_warning(parameters: Parameters, inputs: Inputs) -> Evaluation:
    """
    Judge F06: a case, final within the window, that occurred while a written warning was in force.

    A repeat counts only if it occurred after the earlier decision (DECISIONS 12).
    """
    months = parameters["months"]
    first = window_start(inputs.as_of, months)
    floor = oldest_warning(inputs.as_of, months)
    warnings = sorted(
        (warning for warning in inputs.warnings if floor <= warning.given_on <= inputs.as_of),
        key=lambda warning: (warning.given_on, warning.key),
    )

    def in_force(case: CaseFact) -> list[str]:
        return [
            warning.key
            for warning in warnings
            if warning.given_on < case.occurred_on <= warning_end(warning.given_on, months)
        ]

    counted, excluded = sift(
        inputs.cases,
        first_reason(
            other_holder,
            other_track("contract"),
            other_agency(inputs.subject.agency),
            outside(first, inputs.as_of),
            lambda case: "" if in_force(case) else "no_warning",
        ),
    )
    node = count_node("cases_after_warning", counted, excluded, 1, first, inputs.as_of)
    used = {key for case in counted for key in in_force(case)}
    node["warnings"] = [
        {
            "number": warning.number,
            "given_on": warning.given_on.isoformat(),
            "in_force_until": warning_end(warning.given_on, months).isoformat(),
        }
        for warning in warnings
        if warning.key in used
    ]
    words = {"warnings": [warning.number for warning in warnings if warning.key in used]}
    return _in_term(node, counted, inputs, words)


def _in_term(
    node: Tree, counted: list[CaseFact], inputs: Inputs, words: Mapping[str, object]
) -> Evaluation:
    """Return the answer for a contract: the count holds, and the news came in its term."""
    newest = max((case.final_on for case in counted), default=None)
    root = all_of(node, newest_node(newest, inputs.subject.starts_on or inputs.as_of))
    said = {"count": len(counted), "cases": _numbers(counted), **words}
    return answer(root, counted, said)

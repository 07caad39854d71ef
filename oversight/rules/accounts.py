"""The rule that reads the accounts of contracts: F08."""

from collections.abc import Iterable

from oversight.rules.shapes import (
    Evaluation,
    Inputs,
    Level,
    Parameters,
    SettlementFact,
    Tree,
    window_start,
)


def _left_out(
    ordered: Iterable[SettlementFact], counted: Iterable[SettlementFact]
) -> list[dict[str, str]]:
    kept = {one.id for one in counted}
    return [
        {"settlement": one.number, "why": "window" if one.is_same_holder else "holder"}
        for one in ordered
        if one.id not in kept
    ]


def _told(counted: Iterable[SettlementFact]) -> list[dict[str, str]]:
    return [{"settlement": one.number, "due_on": one.due_on.isoformat()} for one in counted]


def remittance(parameters: Parameters, inputs: Inputs) -> Evaluation:
    """
    Judge F08: one settlement is overdue for too long, or several were late within a window.

    A settlement is late when it was remitted after its last day, or is past it; the window runs
    by the last day, and a new holder starts clean (DOMAIN C4-5).
    """
    first = window_start(inputs.as_of, parameters["months"])
    ordered = sorted(inputs.settlements, key=lambda one: (one.due_on, one.id))
    own = [one for one in ordered if one.is_same_holder]
    overdue = [one for one in own if one.settled_on is None]
    overdue = [one for one in overdue if one.late >= parameters["working_days"]]
    recent = [one for one in own if one.due_on >= first]
    is_repeated = len(recent) >= parameters["count"]
    nodes: list[Tree] = [
        {
            "kind": "count",
            "label": "overdue_settlements",
            "held": bool(overdue),
            "measured": max((one.late for one in own), default=0),
            "threshold": parameters["working_days"],
            "settlements": _told(overdue),
        },
        {
            "kind": "count",
            "label": "late_settlements",
            "held": is_repeated,
            "measured": len(recent),
            "threshold": parameters["count"],
            "window": {"first": first.isoformat(), "last": inputs.as_of.isoformat()},
            "settlements": _told(recent),
            "left_out": _left_out(ordered, recent),
        },
    ]
    root: Tree = {"kind": "any", "held": bool(overdue) or is_repeated, "of": nodes}
    if not root["held"]:
        return Evaluation(Level.NONE, (), root)
    used = {one.key: one for one in [*overdue, *(recent if is_repeated else [])]}
    words = {
        "overdue": len(overdue),
        "late": len(recent) if is_repeated else 0,
        "working_days": parameters["working_days"],
        "months": parameters["months"],
        "threshold": parameters["count"],
        "since": min(one.due_on for one in used.values()).isoformat(),
        "settlements": [one.number for one in sorted(used.values(), key=lambda one: one.id)],
    }
    return Evaluation(Level.FLAG, tuple(sorted(used)), root, words)

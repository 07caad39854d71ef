"""Rules that read points and recorded facts: F04, F07, F09, F10, F11, A01."""

from datetime import date, timedelta

from oversight.rules.cases import all_of, newest_node
from oversight.rules.shapes import (
    Evaluation,
    GuaranteeFact,
    Inputs,
    Level,
    LicenceFact,
    Parameters,
    PointFact,
    StateFact,
    Tree,
)

# A licence in one of these states lets the office work to the licence's own last day.
WORKING = frozenset({"valid", "renewal_requested", "renewed", "transferred", "expired"})
HELD = frozenset({"held", "expired"})


def _why_dead(entry: PointFact, as_of: date) -> str:
    if not entry.is_same_holder:
        return "holder"
    if entry.reversed_on is not None and entry.reversed_on <= as_of:
        return "reversed"
    if as_of >= entry.expires_on:
        return "expired"
    return "" if entry.effective_on <= as_of else "window"


def points(parameters: Parameters, inputs: Inputs) -> Evaluation:
    """Judge F04: live points; an office is watched, each of its contracts is flagged."""
    is_watch = inputs.subject.scope == "office"
    threshold = parameters["watch" if is_watch else "flag"]
    ordered = sorted(inputs.points, key=lambda entry: (entry.effective_on, entry.case_id))
    reasons = [(entry, _why_dead(entry, inputs.as_of)) for entry in ordered]
    live = [entry for entry, why in reasons if not why]
    total = sum(entry.points for entry in live)
    node: Tree = {
        "kind": "sum",
        "label": "live_points",
        "held": total >= threshold,
        "measured": total,
        "threshold": threshold,
        "counted": [{"case": entry.number, "points": entry.points} for entry in live],
        "excluded": [{"case": entry.number, "why": why} for entry, why in reasons if why],
    }
    if not is_watch:
        newest = max((entry.effective_on for entry in live), default=None)
        node = all_of(node, newest_node(newest, inputs.subject.starts_on or inputs.as_of))
    if not node["held"]:
        return Evaluation(Level.NONE, (), node)
    facts = tuple(sorted({entry.key for entry in live}))
    words = {"points": total, "threshold": threshold, "count": len(live)}
    return Evaluation(Level.WATCH if is_watch else Level.FLAG, facts, node, words)


def cure_missed(parameters: Parameters, inputs: Inputs) -> Evaluation:
    """Judge F07: a correction of a final, proven case is overdue for too long and not verified."""
    threshold = parameters["working_days"]
    ordered = sorted(inputs.corrections, key=lambda one: (one.due_on, one.id))
    missed = [one for one in ordered if one.is_same_holder and one.late >= threshold]
    node: Tree = {
        "kind": "count",
        "label": "missed_corrections",
        "held": bool(missed),
        "measured": max((one.late for one in missed), default=0),
        "threshold": threshold,
        "counted": [{"case": one.number, "due_on": one.due_on.isoformat()} for one in missed],
        "excluded": [
            {"case": one.number, "why": "window" if one.is_same_holder else "holder"}
            for one in ordered
            if one not in missed
        ],
    }
    newest = max((one.due_on for one in missed), default=None)
    starts_on = inputs.subject.starts_on or inputs.as_of
    in_term: Tree = {
        "kind": "fact",
        "label": "due_in_term",
        "held": newest is not None and newest >= starts_on,
        "due_on": newest.isoformat() if newest else None,
        "starts_on": starts_on.isoformat(),
    }
    node = all_of(node, in_term)
    if not node["held"]:
        return Evaluation(Level.NONE, (), node)
    words = {
        "count": len(missed),
        "working_days": threshold,
        "since": missed[0].due_on.isoformat(),
        "cases": sorted({one.number for one in missed}),
    }
    return Evaluation(Level.FLAG, tuple(sorted(one.key for one in missed)), node, words)


def closed_since(states: tuple[StateFact, ...], on: date) -> date | None:
    """
    Return since when an office has been closed without a permit on a day, or None.

    A permit ends with its last day; being recorded as inactive right after it changes nothing.
    """
    present = next(
        (
            one
            for one in states
            if one.starts_on <= on and (one.ends_on is None or one.ends_on >= on)
        ),
        None,
    )
    if present is None:
        return None
    if present.state == "temporarily_closed":
        until = present.planned_until
        return until + timedelta(days=1) if until is not None and until < on else None
    if present.state != "inactive":
        return None
    before = [
        one.planned_until + timedelta(days=1)
        for one in states
        if one.state == "temporarily_closed"
        and one.ends_on == present.starts_on - timedelta(days=1)
        and one.planned_until is not None
        and one.planned_until < one.ends_on
    ]
    return min([present.starts_on, *before])


def inactivity(parameters: Parameters, inputs: Inputs) -> Evaluation:
    """Judge F10: the office has been closed without a permit for too long."""
    since = closed_since(inputs.states, inputs.as_of)
    days = (inputs.as_of - since).days if since else 0
    node: Tree = {
        "kind": "fact",
        "label": "closed_without_permit",
        "held": since is not None and days >= parameters["days"],
        "measured": days,
        "threshold": parameters["days"],
    }
    if since is None or not node["held"]:
        return Evaluation(Level.NONE, (), node)
    node |= {"since": since.isoformat()}
    words = {"since": since.isoformat(), "days": days}
    return Evaluation(Level.FLAG, (f"closure:{since.isoformat()}",), node, words)


def is_working(licence: LicenceFact, on: date) -> bool:
    """Tell whether a licence lets its office work on a day, both end days included."""
    if not licence.issued_on <= on <= licence.last_day:
        return False
    if licence.state in WORKING:
        return True
    since = licence.state_since or licence.issued_on
    if licence.state == "suspended":
        until = licence.suspended_until or licence.last_day
        return not since <= on <= until
    return since > on


def loss_of(licence: LicenceFact, on: date) -> tuple[str, date]:
    """Return why a licence does not work on a day, and since when."""
    if licence.state == "cancelled":
        return "cancelled", licence.state_since or licence.issued_on
    if on > licence.last_day:
        state = "transferred" if licence.state == "transferred" else "expired"
        return state, licence.last_day + timedelta(days=1)
    return "suspended", licence.state_since or licence.issued_on


def licence_lost(parameters: Parameters, inputs: Inputs) -> Evaluation:
    """Judge F09: the office has licences on record, and none of them works today."""
    known = [licence for licence in inputs.licences if licence.issued_on <= inputs.as_of]
    if not known:
        tree = {"kind": "insufficient", "held": False, "missing": "licence"}
        return Evaluation(Level.INSUFFICIENT, (), tree)
    latest = max(known, key=lambda licence: (licence.issued_on, licence.id))
    working = [licence.number for licence in known if is_working(licence, inputs.as_of)]
    node: Tree = {
        "kind": "fact",
        "label": "no_working_licence",
        "held": not working,
        "working": working,
        "licence": latest.number,
    }
    if working:
        return Evaluation(Level.NONE, (), node)
    state, since = loss_of(latest, inputs.as_of)
    node |= {"state": state, "since": since.isoformat()}
    fact = f"licence:{latest.id}:{state}:{since.isoformat()}"
    words = {"licence": latest.number, "state": state, "since": since.isoformat()}
    return Evaluation(Level.FLAG, (fact,), node, words)


def guarantee_expired(parameters: Parameters, inputs: Inputs) -> Evaluation:
    """Judge F11: no guarantee of the contract is in force, or the last one ends soon (watch)."""
    if not inputs.needs_guarantee:
        tree = {"kind": "fact", "label": "guarantee_not_required", "held": False}
        return Evaluation(Level.NONE, (), tree)
    if not inputs.guarantees:
        tree = {"kind": "insufficient", "held": False, "missing": "guarantee"}
        return Evaluation(Level.INSUFFICIENT, (), tree)
    held = [guarantee for guarantee in inputs.guarantees if guarantee.state in HELD]
    last = max(held or inputs.guarantees, key=_by_end)
    soon = inputs.as_of + timedelta(days=parameters["notice_days"])
    if not held:
        kind = last.state
    elif last.expires_on < inputs.as_of:
        kind = "expired"
    else:
        kind = "expiring" if last.expires_on <= soon else "in_force"
    node: Tree = {
        "kind": "fact",
        "label": "guarantee",
        "held": kind != "in_force",
        "state": kind,
        "guarantee": last.number,
        "expires_on": last.expires_on.isoformat(),
        "notice_from": (last.expires_on - timedelta(days=parameters["notice_days"])).isoformat(),
    }
    if kind == "in_force":
        return Evaluation(Level.NONE, (), node)
    words = {"guarantee": last.number, "state": kind, "expires_on": last.expires_on.isoformat()}
    level = Level.WATCH if kind == "expiring" else Level.FLAG
    return Evaluation(level, (f"guarantee:{last.id}:{kind}",), node, words)


def _by_end(guarantee: GuaranteeFact) -> tuple[date, int]:
    return guarantee.expires_on, guarantee.id


def agency_inaction(parameters: Parameters, inputs: Inputs) -> Evaluation:
    """Judge A01: the agency owes a step still, and the period of the duty is over."""
    silence = inputs.silence
    if silence is None:
        tree = {"kind": "fact", "label": "agency_silent", "held": False}
        return Evaluation(Level.NONE, (), tree)
    node: Tree = {
        "kind": "fact",
        "label": "agency_silent",
        "held": silence.due_on < inputs.as_of,
        "what": silence.kind,
        "number": silence.number,
        "since": silence.since.isoformat(),
        "due_on": silence.due_on.isoformat(),
    }
    # Flags of the time when the policy counted the period itself keep its length.
    if "working_days" in parameters:
        node["working_days"] = parameters["working_days"]
    if not node["held"]:
        return Evaluation(Level.NONE, (), node)
    words = {
        "what": silence.kind,
        "number": silence.number,
        "since": silence.since.isoformat(),
        "due_on": silence.due_on.isoformat(),
    }
    return Evaluation(Level.FLAG, (silence.key,), node, words)


def not_kept(missing: str) -> Evaluation:
    """Return the answer of a rule whose register is not kept yet."""
    tree = {"kind": "insufficient", "held": False, "missing": missing}
    return Evaluation(Level.INSUFFICIENT, (), tree)

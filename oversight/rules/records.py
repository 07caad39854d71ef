"""Rules that read points and recorded facts: F04, F09, F11, A01."""

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
    """Judge A01: something has waited for the agency's next step past its due day."""
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
        "working_days": parameters["working_days"],
    }
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

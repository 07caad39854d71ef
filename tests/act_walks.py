"""Compare a table of acts with what its doors and actions do, record by record."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from core.acts import Act, ActTable, is_open, why_not
from core.errors import DomainError, Invalid, NotPermitted, Stale
from core.states import Flow

# From the record and the actor to the action, with arguments that may be good or bad.
Call = Callable[[Any, Any], object]
# What an open act may still answer: an argument is wrong.
OF_ARGUMENTS = (Invalid, Stale)


def outcome(call: Call, record: Any, actor: Any) -> DomainError | None:
    """Return the refusal of an action, None without one; what it did is undone."""
    try:
        with transaction.atomic():
            call(record, actor)
            transaction.set_rollback(True)
    except DomainError as error:
        return error
    return None


def faults_of_actions(
    calls: Mapping[Act, Call], record: Any, actor: Any, on: date
) -> Iterator[str]:
    """Yield each act on a record whose action and row disagree for an actor."""
    for act, call in calls.items():
        found, refusal = why_not(act, record, actor, on), outcome(call, record, actor)
        where = f"{act.key} of {record!r} for {actor.role}"
        if found is None:
            if refusal is not None and not isinstance(refusal, OF_ARGUMENTS):
                yield f"{where}: open, but {refusal.code}: {refusal.message}"
        elif refusal is None:
            yield f"{where}: done, but {found.message}"
        elif (type(refusal), refusal.message) != (type(found.error), found.message):
            yield f"{where}: {refusal.message!r}, but {found.message!r}"


def faults_of_transitions(
    client: Any, address: str, acts: Mapping[str, Act], record: Any, actor: Any, on: date
) -> Iterator[str]:
    """Yield each act, by its name in REST, that `/transitions` tells otherwise than its row."""
    listed = {row["name"]: row for row in client.get(f"{address}/transitions").json()}
    for name, act in acts.items():
        found, row = why_not(act, record, actor, on), listed[name]
        told = (row["is_allowed"], row["code"], row["why_not"])
        if told != (found is None, found.code if found else "", found.message if found else ""):
            yield f"{address}/{name} for {actor.role}: {told}, but {found}"


def faults_of_pages(
    client: Any, pages: Mapping[Act, str], record: Any, actor: Any, on: date
) -> Iterator[str]:
    """Yield each act whose page does not open, or refuse with the sentence, as its row says."""
    for act, address in pages.items():
        found, answer = why_not(act, record, actor, on), client.get(address)
        where = f"{address} for {actor.role}: {answer.status_code}, but {found}"
        if found is None:
            right = answer.status_code == 200
        elif issubclass(type(found.error), NotPermitted) and not act.is_of(actor, record, on):
            right = answer.status_code in {403, 404}
        else:
            right = answer.status_code == 409 and answer.context["against"] == found.message
        if not right:
            yield where


def open_names(acts: Mapping[Act, Any], record: Any, actor: Any, on: date) -> set[str]:
    """Return the names of the acts that are open."""
    return {act.name for act in acts if is_open(act, record, actor, on)}


def faults_of_table(table: ActTable, flow: Flow[Any] | None = None) -> Iterator[str]:
    """Yield each row whose target the flow does not reach, or whose event nobody records."""
    for act in table:
        if not act.event:
            yield f"{act.key} records nothing"
        undo = act.undo if isinstance(act.undo, str) else ""
        if undo and undo not in table and "." not in undo:
            yield f"{act.key} is undone by {undo}"
        if flow is None or act.target is None:
            continue
        for state in act.states or ():
            if act.target not in {after for before, after in flow.edges() if before == state}:
                yield f"{act.key} leads from {state} to {act.target}"

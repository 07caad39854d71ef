"""The steps that the actions of contracts share: lock, move, write."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record, record_many
from contracts.acts.reasons import (
    against_proof,
    against_renewing,
    barred_by_source,
    recorded_it,
)
from contracts.facts import standing_against
from contracts.models import Contract, EndingProof
from contracts.rules.terms import MOST_REASON
from contracts.states import CONTRACT_FLOW, ContractState
from core.errors import IllegalMove, Invalid, NotPermitted
from core.texts import need_length
from offices.actions import touch_offices
from workdays.actions.apart import Moved, move_apart

Changes = dict[str, tuple[Any, Any]]
LEAST_REASON = 10
# Columns that events leave out: other columns of the same act say it.
NOT_IN_EVENTS = frozenset({"acted_by", "interruptions"})
LONGEST_TERM = timedelta(days=3653)


def write(contract: Contract, **values: Any) -> Changes:
    """Write the named fields, count the version up, and return what changed; the event says who."""
    changes = {
        name: (getattr(contract, name), value)
        for name, value in values.items()
        if getattr(contract, name) != value and name not in NOT_IN_EVENTS
    }
    for name, value in values.items():
        setattr(contract, name, value)
    contract.version += 1
    contract.save(update_fields=[*values, "version", "updated_at"])
    if "signed_on" in values:
        contract.refresh_from_db(fields=["in_force_from"])
    return changes


def move(contract: Contract, after: ContractState, **values: Any) -> Changes:
    """
    Move the contract to a state, with the fields that belong to it.

    Raises:
        IllegalMove: the state does not follow the contract's.
    """
    CONTRACT_FLOW.check(ContractState(contract.state), after)
    return write(contract, state=after, **values)


def tell(
    verb: str,
    contract: Contract,
    changes: Mapping[str, Any],
    note: str,
    actor: Principal,
    at: datetime,
) -> None:
    """Record what happened to a contract; the flagging looks at its office again."""
    touch_offices(office_ids=[contract.office_id])
    record(actor=actor, verb=verb, target=contract, changes=changes, note=note, at=at)


def need_standing(proof: EndingProof, act: str, on: date) -> None:
    """
    Ask the floor of the proof's source whether it still carries an act.

    Raises:
        IllegalMove: it never did, or it was annulled since.
    """
    if why := against_proof(proof, act, on):
        raise IllegalMove(why)


def need_another(proof: EndingProof, actor: Principal) -> None:
    """
    Refuse the person who recorded the document on which the act rests, or whom its source bars.

    Raises:
        NotPermitted: the actor recorded it, or is barred, under this or another account.
    """
    if why := recorded_it(proof, actor) or barred_by_source(proof, actor.user_id):
        raise NotPermitted(why)


def move_all(
    contracts: QuerySet[Contract],
    after: ContractState,
    *,
    verb: str,
    actor: Principal,
    at: datetime | None,
    **values: Any,
) -> Moved:
    """
    Move a set to a state and return the keys that moved; their number changes no query count.

    The rows are locked in order of key; a row that somebody else has moved meanwhile stays, and so
    does one that fails.
    """
    sources = CONTRACT_FLOW.sources_of(after)
    rows = list(contracts.filter(state__in=sources).select_for_update(of=("self",)).order_by("pk"))

    def store(found: Sequence[Contract]) -> None:
        Contract.objects.filter(pk__in=[row.pk for row in found]).update(
            state=after, version=F("version") + 1, updated_at=Now(), **values
        )
        record_many(
            actor=actor,
            verb=verb,
            targets=[(row, {"state": (row.state, after)}) for row in found],
            at=at,
        )
        touch_offices(office_ids=[row.office_id for row in found])

    return move_apart(rows, store)


def need_reason(reason: str, field: str = "reason", longest: int | None = None) -> str:
    """
    Return a reason that says something.

    Raises:
        Invalid: it is missing or too short, or longer than its column.
    """
    reason = reason.strip()
    if len(reason) < LEAST_REASON:
        raise Invalid(fields={field: [_("Write the reason in a sentence.")]})
    return reason if longest is None else need_length(reason, field, longest)


def need_standing_reason(
    contract: Contract, reason: str, on: date, *, is_longer: bool = False
) -> str:
    """
    Return the reason to contract in spite of the office's standing; nothing where none is needed.

    A longer term is a renewal: what stands against one needs the reason too.

    Raises:
        Invalid: one is needed and missing; says what the standing has against it.
    """
    against = [*standing_against(contract, on)]
    if is_longer and (held_up := against_renewing(contract, on)):
        against.append(held_up)
    if not against:
        return ""
    if not reason.strip():
        text = _("{against} Write the reason to contract in spite of it.")
        raise Invalid(fields={"standing_exception": [text.format(against=" ".join(against))]})
    return need_reason(reason, "standing_exception", MOST_REASON)


def against_term(since: date, ends_on: date) -> str:
    """Return why an end is too far from a day to be meant, as after a slip; empty if it is not."""
    if ends_on - since <= LONGEST_TERM:
        return ""
    return _("This day lies more than ten years ahead of the term so far; check the year.")


def need_sound(wrong: Mapping[str, Sequence[str]]) -> None:
    """
    Refuse an entry for all that is wrong with it.

    Raises:
        Invalid: by field.
    """
    if wrong:
        raise Invalid(fields={name: list(texts) for name, texts in wrong.items()})


def need_day(day: date, *, first: date, last: date | None, field: str, message: str) -> None:
    """
    Check that a day lies between two days, both included.

    Raises:
        Invalid: it does not; `message` says what was expected.
    """
    if day < first or (last is not None and day > last):
        raise Invalid(fields={field: [message]})

"""The places on the pages of contracts that higher floors fill (docs/adr/0004-panels.md)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core.panels import Beside, Column, Guard, Measure, Note, Panel, Register, View

# The contract's page: its cases, its termination review.
PANELS: Register[Panel] = Register()

# The office's table of agencies and contracts (record: Office; cells by agency).
BESIDE: Register[Beside] = Register()

# What is weighed for a renewal (record: Contract).
MEASURES: Register[Measure] = Register()

# Which contracts have what is to be decided before a renewal (keys: Contract); the suggestion of
# the system rests on it, in the list and on the page.
UNDECIDED: Register[Note] = Register()

# The list of contracts.
COLUMNS: Register[Column] = Register()
VIEWS: Register[View] = Register()

# Moves: `renew`, `settle`, `book` (any entry in the account), `call`, `sign`, and `contract` for a
# new one, maybe not stored yet (record: Contract); `add-service` for those of an addendum (record:
# AddedServices).
GUARDS: Register[Guard] = Register()


@dataclass(frozen=True)
class AddedServices:
    """The services that an addendum would add to a contract, by their keys."""

    contract: Any
    service_ids: Collection[int]


# Moves: `suspend` and `terminate` (record: EndingProof); the floor of its source answers.
PROOF_GUARDS: Register[Guard] = Register()


@dataclass(frozen=True)
class ProofBar:
    """
    Whom the source of a proof keeps from every act that rests on it.

    `reason(proof, account)` returns the sentence, or ""; `sources(account)` the public ids of all
    sources that bar the person.
    """

    name: str
    reason: Callable[[Any, int], str]
    sources: Callable[[int], QuerySet[Any, Any]]
    order: int = 100


# Persons who do nothing on a proof (record: EndingProof); the floor of its source answers.
PROOF_BARS: Register[ProofBar] = Register()


@dataclass(frozen=True)
class ProofDecider:
    """
    Who decided in the source of a proof.

    `reason(proof, actor)` returns the sentence, or ""; `sources(account)` the public ids of all
    sources in which the person decided.
    """

    name: str
    reason: Callable[[Any, Any], str]
    sources: Callable[[int], QuerySet[Any, Any]]
    order: int = 100


# Who decided, or rejected an objection, in the source of a proof, and records no judgment on what
# rests on it (record: EndingProof); the floor of its source answers.
PROOF_DECIDERS: Register[ProofDecider] = Register()


@dataclass(frozen=True)
class JudgmentFollower:
    """What a higher floor does in the transaction of a judgment on a decision about a contract."""

    name: str
    follow: Callable[[Any, Any, date, datetime], None]
    order: int = 100


JUDGMENT_FOLLOWERS: Register[JudgmentFollower] = Register()


@dataclass(frozen=True)
class RecusalFollower:
    """What a higher floor does in the transaction of a recusal from the contracts of an office."""

    name: str
    follow: Callable[[Any, Any, date, datetime], None]
    order: int = 100


RECUSAL_FOLLOWERS: Register[RecusalFollower] = Register()


@dataclass(frozen=True)
class Annulment:
    """The judgment or the appeal by which a ground fell: its case, its text and who decided it."""

    source_id: UUID
    source_label: str
    reasons: str
    decided_on: date
    decided_by: int
    decided_by_name: str


@dataclass(frozen=True)
class Grounds:
    """
    What a higher floor knows of the grounds of suspensions and ends.

    `fallen(office_id, act)` returns, by the key of a contract of the office, the annulment by which
    nothing carries the act any more; `act` is `suspend`, `notice` or `terminate`. `fell(proof,
    act)` tells whether a proof was annulled, or made too light for an act.
    """

    name: str
    fallen: Callable[[int, str], Mapping[int, Annulment]]
    fell: Callable[[Any, str], bool]
    order: int = 100


# Who knows whether the ground of a suspension or an end was annulled.
GROUNDS: Register[Grounds] = Register()


@dataclass(frozen=True)
class DecidedActs:
    """
    Suspensions and ends that a higher floor has decided and nobody has carried out yet.

    `contracts` returns the keys of the contracts that they meet, as a subquery.
    """

    name: str
    contracts: Callable[[], QuerySet[Any, Any]]
    order: int = 100


# Who decides about contracts: an office whose contract is about to end is no substitute.
DECIDED: Register[DecidedActs] = Register()

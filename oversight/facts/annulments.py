"""Grounds of suspensions and ends that were annulled, as the guards of the database know them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case as Choice
from django.db.models import F, Func, Q, QuerySet, UUIDField, Value, When
from django.utils.translation import gettext as _

from accounts.principal import Principal
from contracts.facts import Annulment
from contracts.facts.panels import AddedServices
from contracts.models import Contract, EndingProof
from contracts.states import ContractState
from core.persian import isolated
from oversight.models import Duty, TerminationReview
from oversight.states import DutyKind, DutyState, ReviewOutcome
from violations.models import Case, Decision
from violations.states import Forum

_FALLEN = """
    SELECT contract_id, is_own, source_id, number, document_no, reasons, decided_on, decided_by,
        decided_by_name
    FROM oversight_annulments(%s, %s)
"""


def fallen(office_id: int, act: str) -> dict[int, Annulment]:
    """Return by what the only ground of an act fell, by the office's contracts; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_FALLEN, [office_id, act])
        return {row[0]: _annulment(*row[1:]) for row in cursor.fetchall()}


def _annulment(
    is_own: bool, source: object, number: str, document_no: str, reasons: str, *decided: object
) -> Annulment:
    """Return an annulment; of another agency's case neither number nor text (DECISIONS 15)."""
    if not is_own:
        number = document_no or _("of another agency")
        reasons = _("A case that was counted no longer counts.")
    return Annulment(source, document_no or number, reasons, *decided)  # type: ignore[arg-type]


def fell(proof: EndingProof, act: str) -> bool:
    """Tell whether a proof was annulled, or made too light for an act; one query."""
    return fell_by(proof, act) is not None


def fell_by(proof: EndingProof, act: str) -> UUID | None:
    """
    Return by what a proof does not carry an act any more; one query.

    It is the public id of the annulled case, or of the judgment on the decision about the contract.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_proof_fell(%s, %s)", [proof.pk, act])
        found: UUID | None = cursor.fetchone()[0]
    return found


@dataclass(frozen=True)
class Fallen:
    """
    A decided review whose ground was annulled.

    `judgment` is the decision that annulled it, None for those who do not see its case, `document`
    the judgment on the decision about the contract.
    `reinstated_on` is the day on which the contract was in force again.
    """

    judgment: Decision | None
    document: EndingProof | None
    reinstated_on: date | None


def fallen_review(review: TerminationReview, actor: Principal) -> Fallen | None:
    """Return by what the ground of a decided review fell; None while it stands."""
    acts = {ReviewOutcome.TERMINATE: "terminate", ReviewOutcome.SUSPEND: "suspend"}
    act = acts.get(review.outcome)  # type: ignore[call-overload] # a plain string
    proof = review.contract.proofs.filter(source_id=review.public_id).first() if act else None
    source = fell_by(proof, act) if proof is not None and act is not None else None
    if source is None:
        return None
    back: date | None = review.contract.reinstated_on
    is_later = back is not None and review.decided_on is not None and back >= review.decided_on
    return _fallen_by(source, actor, back if is_later else None)


def _fallen_by(source: UUID, actor: Principal, back: date | None = None) -> Fallen:
    """Return the decision or the judgment behind what `fell_by` found, as the actor sees them."""
    seen = Case.objects.visible_to(actor).filter(public_id=source)
    documents = EndingProof.objects.visible_to(actor).filter(public_id=source)
    judgments = Decision.objects.filter(case__in=seen, forum__in=(Forum.JUDGMENT, Forum.APPEAL))
    return Fallen(judgments.order_by("-pk").first(), documents.first(), back)


def fallen_reviews(reviews: Mapping[UUID, str]) -> frozenset[UUID]:
    """
    Return the decided reviews whose ground was annulled; one query, none without such outcomes.

    `reviews` are outcomes by public id.
    """
    acts = {
        key: outcome
        for key, outcome in reviews.items()
        if outcome in (ReviewOutcome.TERMINATE, ReviewOutcome.SUSPEND)
    }
    if not acts:
        return frozenset()
    suspends = [key for key, outcome in acts.items() if outcome == ReviewOutcome.SUSPEND]
    act = Choice(When(source_id__in=suspends, then=Value("suspend")), default=Value("terminate"))
    fell = Func(F("pk"), act, function="oversight_proof_fell", output_field=UUIDField())
    proofs = EndingProof.objects.filter(source_id__in=acts).annotate(fell=fell)
    sources = proofs.filter(fell__isnull=False).values_list("source_id", flat=True)
    return frozenset(source for source in sources if source is not None)


def against_annulled(act: str, proof: EndingProof) -> list[str]:
    """Return that the flags on which a review was decided no longer hold."""
    if not fell(proof, act):
        return []
    text = _("The ground of {number} was annulled; nothing is done on it.")
    return [text.format(number=isolated(proof.source_label))]


def reinstatement_banner(
    contract: Contract, actor: Principal, on: date
) -> Mapping[str, Any] | None:
    """Return that the ground of the contract's end was annulled, by what, until when it is back."""
    if contract.state not in (ContractState.TERMINATED, ContractState.SETTLED):
        return None
    duties = Duty.objects.filter(contract=contract, starts_on__gte=contract.terminated_on or on)
    duty = duties.filter(kind=DutyKind.REINSTATE).order_by("-pk").first()
    if duty is None:
        return None
    is_seen = actor.is_province or actor.is_agency
    source = fell_by(contract.ending_proof, "terminate") if contract.ending_proof else None
    return {
        "duty": duty,
        "url": duty.get_absolute_url() if is_seen else "",
        "fell": _fallen_by(source, actor) if source else None,
    }


def owed(contract: Contract, on: date) -> Sequence[str]:
    """Return that the contract is to be reinstated first."""
    if not _open_duties().filter(contract=contract).exists():
        return []
    return [_("The ground of the termination was annulled; the contract is reinstated first.")]


def owed_on_line(contract: Contract, on: date) -> Sequence[str]:
    """Return the contracts that are to be reinstated before another one covers a service."""
    lost = Contract.objects.filter(
        duties__in=_open_duties(),
        office=contract.office_id,
        agency=contract.agency_id,
        state=ContractState.TERMINATED,
        starts_on__lte=contract.ends_on,
        ends_on__gte=contract.starts_on,
        contract_services__service__in=contract.contract_services.values("service"),
    )
    text = _("Contract {number} covers a service of this one and is to be reinstated first.")
    numbers = lost.order_by("pk").distinct().values_list("number", flat=True)
    return [text.format(number=isolated(number)) for number in numbers]


def owed_on_added(added: AddedServices, on: date) -> Sequence[str]:
    """Return the contracts that are to be reinstated before an addendum adds a service of them."""
    contract = added.contract
    lost = Contract.objects.filter(
        duties__in=_open_duties(),
        office=contract.office_id,
        agency=contract.agency_id,
        state=ContractState.TERMINATED,
        contract_services__service__in=added.service_ids,
    )
    text = _("Contract {number} covers a service of this one and is to be reinstated first.")
    numbers = lost.order_by("pk").distinct().values_list("number", flat=True)
    return [text.format(number=isolated(number)) for number in numbers]


def _open_duties() -> QuerySet[Duty]:
    """Return the reinstatements that are owed, or whose impossibility waits for the deputy."""
    waits = Q(ended_on=None) | Q(state=DutyState.REFUSED, accepted_on=None)
    return Duty.objects.filter(waits, kind=DutyKind.REINSTATE)

"""Documents of the committee or the regulator: recorded with a sealed scan, and opened."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from approvals.facts import PendingKind
from audit.actions import record
from contracts.actions.old_entries import entry_rows
from contracts.actions.old_receipts import propose_old
from contracts.actions.steps import need_reason
from contracts.acts.contract import RECORD_DOCUMENT
from contracts.models import Contract, EndingProof
from contracts.states import ProofKind
from core.acts import begin
from core.errors import Invalid
from core.papers import Opened, Taken, keep, read_back, take
from core.papers.heads import Letter, need_letter
from core.persian import isolated, plain_number
from workdays.facts import is_entered_back


@transaction.atomic
def record_document(
    *,
    contract_id: int,
    letter: Letter,
    file: "File[bytes] | None",
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> EndingProof:
    """
    Record a document of the committee or the regulator as a proof, with its scan sealed.

    The agency's manager is the one who acts on it (design: DECISIONS 6 and 9). `reason` says what
    the document decides about the contract. A document of an earlier day than one person may enter
    it carries nothing until the deputy confirms it (docs/adr/0070-documents-of-the-register.md).

    Raises:
        NotPermitted: the role may not record documents.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract is not running, or a document waits for its second person.
        Invalid: the letter's head or the reason is missing, or the scan is missing or refused.
    """
    contract: Contract = begin(RECORD_DOCUMENT, contract_id, actor, on)
    letter = replace(letter, number=plain_number(letter.number))
    need_letter(letter, on)
    reason = need_reason(reason)
    if file is None:
        raise Invalid(fields={"file": [_("A document is recorded with its scan.")]})
    taken = take(file)
    is_old = is_entered_back(letter.on or on, on, contract.county.public_id)
    proof = _sealed(contract, letter, taken, reason, actor, on, at, is_waiting=is_old)
    if is_old:
        propose_old(
            RECORD_DOCUMENT, contract, letter.on or on, reason, actor=actor, on=on, at=at,
            is_above=True, proof=str(proof.public_id),
        )  # fmt: skip
    _tell(proof, "contract.document_proposed" if is_old else "contract.proven", actor, at)
    return proof


def _tell(proof: EndingProof, verb: str, actor: Principal, at: datetime) -> None:
    changes = {
        "proof": (None, proof.source_label),
        "kind": (None, ProofKind.RECORDED_DOCUMENT),
        "document_on": (None, proof.document_on),
        "scan_sha256": (None, proof.scan_sha256),
    }
    record(
        actor=actor, verb=verb, target=proof.contract, changes=changes, note=proof.reasons, at=at
    )


def _sealed(
    contract: Contract,
    letter: Letter,
    taken: Taken,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
    *,
    is_waiting: bool,
) -> EndingProof:
    """Store original and clean copy, and write the proof."""
    proof = EndingProof(
        contract=contract,
        kind=ProofKind.RECORDED_DOCUMENT,
        source_label=letter.number,
        document_no=letter.number,
        document_on=letter.on,
        document_issuer=letter.issuer.strip(),
        reasons=reason,
        decided_on=on,
        decided_by=actor.user_id,
        decided_by_name=actor.name,
        is_waiting=is_waiting,
    )
    keep(proof, taken, at)
    return proof


@transaction.atomic
def open_document(*, proof_id: int, actor: Principal, at: datetime) -> Opened[EndingProof]:
    """
    Read a scan, compare it with its seal, and leave the event of its opening.

    The rebuilt copy is handed out; the original stays sealed.

    Raises:
        NotPermitted: the role reads no evidence.
        EndingProof.DoesNotExist: there is none with this key in the actor's scope.
    """
    require(actor, Permission.EVIDENCE_READ)
    proof = EndingProof.objects.visible_to(actor).exclude(scan_sha256="").get(pk=proof_id)
    found = read_back(proof)
    record(
        actor=actor,
        verb="contract.document_opened",
        target=proof.contract,
        changes={"file": (None, proof.scan_name), "sha256": (None, proof.scan_sha256)},
        note="" if found.is_whole else _("The file differs from its seal."),
        at=at,
    )
    return found


def _stored(arguments: Mapping[str, Any]) -> EndingProof:
    found: EndingProof = EndingProof.objects.get(public_id=arguments["proof"])
    return found


def _rows(contract: Contract, arguments: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    proof = _stored(arguments)
    return [
        *entry_rows(contract, arguments),
        (_("Document"), f"{isolated(proof.document_no)} · {proof.document_issuer}"),
        (_("Reasons"), proof.reasons),
    ]


def _papers(
    contract: Contract, arguments: Mapping[str, Any], actor: Principal
) -> Sequence[tuple[str, str]]:
    proof = _stored(arguments)
    if not EndingProof.objects.visible_to(actor).filter(pk=proof.pk).exists():
        return ()
    return [(proof.scan_name, reverse("contracts:scan", args=[proof.public_id]))]


def _blocked(contract: Contract, arguments: Mapping[str, Any], actor: Principal, on: date) -> str:
    is_open = contract.state in (RECORD_DOCUMENT.states or ())
    return "" if is_open else str(RECORD_DOCUMENT.state_error)


def _confirm(
    contract: Contract, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
) -> None:
    """Let a document that another person has recorded carry what rests on it."""
    proof = _stored(arguments)
    proof.is_waiting = False
    proof.save(update_fields=["is_waiting", "updated_at"])
    _tell(proof, "contract.proven", actor, at)


DOCUMENT_KIND = PendingKind(
    name=RECORD_DOCUMENT.key,
    title=RECORD_DOCUMENT.title,
    permission=Permission.CASE_REOPEN,
    proposal=RECORD_DOCUMENT.key,
    content=lambda contract, arguments: {"scan": _stored(arguments).scan_sha256},
    rows=_rows,
    papers=_papers,
    perform=_confirm,
    blocked=_blocked,
    model="contracts.contract",
    is_over=lambda contract, arguments, on: contract.state not in (RECORD_DOCUMENT.states or ()),
)

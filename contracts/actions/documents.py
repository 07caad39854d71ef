"""Documents of the committee or the regulator: recorded with a sealed scan, and opened."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from contracts.actions.steps import need_reason
from contracts.acts.contract import RECORD_DOCUMENT
from contracts.models import Contract, EndingProof
from contracts.states import ProofKind
from core.acts import begin
from core.errors import Invalid
from core.papers import Opened, Taken, keep, read_back, take
from core.texts import need_length

LONGEST_NUMBER, LONGEST_ISSUER = 60, 160


@dataclass(frozen=True)
class Letter:
    """What stands at the head of a document: its number, its day and who issued it."""

    number: str
    on: date | None
    issuer: str


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
    the document decides about the contract.

    Raises:
        NotPermitted: the role may not record documents.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract is not running.
        Invalid: the letter's head or the reason is missing, or the scan is missing or refused.
    """
    contract: Contract = begin(RECORD_DOCUMENT, contract_id, actor, on)
    need_letter(letter, on)
    reason = need_reason(reason)
    if file is None:
        raise Invalid(fields={"file": [_("A document is recorded with its scan.")]})
    taken = take(file)
    proof = _sealed(contract, letter, taken, reason, actor, on, at)
    changes = {
        "proof": (None, proof.source_label),
        "kind": (None, ProofKind.RECORDED_DOCUMENT),
        "scan_sha256": (None, taken.sha256),
    }
    record(
        actor=actor, verb="contract.proven", target=contract, changes=changes, note=reason, at=at
    )
    return proof


def need_letter(letter: Letter, on: date) -> None:
    """
    Check that a document names its number, its day and its issuer, and is not of a later day.

    Raises:
        Invalid: it does not, or is.
    """
    missing = _("A document names its number, date and issuer.")
    given = {
        "document_no": letter.number.strip(),
        "document_on": letter.on,
        "document_issuer": letter.issuer.strip(),
    }
    fields = {name: [missing] for name, value in given.items() if not value}
    if letter.on is not None and letter.on > on:
        fields["document_on"] = [_("The document cannot be of a later day than today.")]
    if fields:
        raise Invalid(fields=fields)
    need_length(letter.number.strip(), "document_no", LONGEST_NUMBER)
    need_length(letter.issuer.strip(), "document_issuer", LONGEST_ISSUER)


def _sealed(
    contract: Contract,
    letter: Letter,
    taken: Taken,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> EndingProof:
    """Store original and clean copy, and write the proof."""
    proof = EndingProof(
        contract=contract,
        kind=ProofKind.RECORDED_DOCUMENT,
        source_label=letter.number.strip(),
        document_no=letter.number.strip(),
        document_on=letter.on,
        document_issuer=letter.issuer.strip(),
        reasons=reason,
        decided_on=on,
        decided_by=actor.user_id,
        decided_by_name=actor.name,
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

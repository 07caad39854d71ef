"""Contracts in each state, brought there by legal moves and past the actions."""

import io
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.principal import Principal
from accounts.roles import Role
from contracts.actions import issue_termination_notice
from contracts.models import Contract, ContractAddendum, ContractScan, EndingProof, Waiver
from contracts.states import AddendumState, ContractState, ProofKind
from core.jalali import short
from core.models import new_public_id
from offices.models import RegisterImport
from tests import factories

TODAY = factories.TODAY
NOW = factories.NOW
WHEN: dict[str, Any] = {"on": TODAY, "at": NOW}
S = ContractState
# The account that acts on a proof past the actions; nobody who records one has it.
ACTED_BY = 0
LONG_AGO = TODAY - timedelta(days=60)


def make_proof(
    contract: Contract, kind: str = ProofKind.RECORDED_DOCUMENT, **values: Any
) -> EndingProof:
    """Return a proof of the contract: a document of the committee, recorded today with its scan."""
    defaults: dict[str, Any] = {
        "source_label": "1405/ن/12",
        "document_no": "1405/ن/12",
        "document_on": TODAY - timedelta(days=1),
        "document_issuer": "کمیتهٔ نظارت استان",
        "reasons": "بند ۲ صورت‌جلسهٔ کمیته، به سبب دریافت وجه اضافه.",
        "decided_on": TODAY,
        "decided_by": ACTED_BY,
        "decided_by_name": "مدیر نمونه",
    }
    if kind == ProofKind.RECORDED_DOCUMENT:
        defaults |= {
            "decided_by": factories.make_principal(Role.SECRETARIAT).user_id,
            "scan": "documents/original/1.png",
            "scan_copy": "documents/copy/1.png",
            "scan_name": "صورت‌جلسه.png",
            "scan_type": "image/png",
            "scan_size": 1,
            "scan_sha256": "0" * 64,
        }
    return EndingProof.objects.create(contract=contract, kind=kind, **(defaults | values))


def scan(name: str = "صورت‌جلسه.png", data: bytes | None = None) -> SimpleUploadedFile:
    """Return a small picture as somebody uploads it."""
    body = io.BytesIO()
    Image.new("RGB", (40, 30), (20, 90, 110)).save(body, "PNG")
    return SimpleUploadedFile(name, body.getvalue() if data is None else data)


def letter(**values: Any) -> dict[str, Any]:
    """Return what the secretariat types about a document of the committee, with its scan."""
    return {
        "document_no": "۱۲/۳",
        "document_on": short(TODAY),
        "document_issuer": "کمیتهٔ نظارت",
        "reason": "تعلیق قرارداد برابر بند ۲ صورت‌جلسه",
        "file": scan(),
    } | values


def step(contract: Contract, state: str, **values: Any) -> Contract:
    """Move the row to a state with some values, counting the version, past the actions."""
    Contract.objects.filter(pk=contract.pk).update(
        state=state, version=contract.version + 1, **values
    )
    contract.refresh_from_db()
    return contract


def suspended(contract: Contract, **values: Any) -> Contract:
    """Suspend the contract on a document until ten days from today."""
    defaults = {
        "suspended_on": TODAY,
        "suspended_until": TODAY + timedelta(days=10),
        "suspension_proof": values.pop("proof", None) or make_proof(contract),
        "acted_by": ACTED_BY,
    }
    return step(contract, S.SUSPENDED, **(defaults | values))


def under_notice(contract: Contract, **values: Any) -> Contract:
    """Issue a termination notice today."""
    defaults = {
        "ending_proof": values.pop("proof", None) or make_proof(contract),
        "notice_id": new_public_id(),
        "notice_issued_on": TODAY,
        "acted_by": ACTED_BY,
    }
    return step(contract, S.TERMINATION_NOTICE, **(defaults | values))


def served(contract: Contract, served_on: date = TODAY, ends_on: date | None = None) -> Contract:
    """Serve the notice; it ends after all its days."""
    Contract.objects.filter(pk=contract.pk).update(
        notice_served_on=served_on,
        notice_proof="رسید ۱۲",
        notice_ends_on=ends_on or served_on + timedelta(days=contract.notice_days + 1),
    )
    contract.refresh_from_db()
    return contract


def notified(contract: Contract, manager: Principal) -> Contract:
    """Issue a termination notice today by its action, with its letter."""
    issue_termination_notice(
        contract_id=contract.pk, proof=make_proof(contract), reason="به سبب تخلف‌های پرونده.",
        actor=manager, **WHEN,
    )  # fmt: skip
    contract.refresh_from_db()
    return contract


def noticed(contract: Contract, on: date = LONG_AGO) -> Contract:
    """Issue and serve a notice so long ago that it has run out today."""
    proof = make_proof(contract, decided_on=on, document_on=on)
    return served(under_notice(contract, proof=proof, notice_issued_on=on), on)


def agreed_end(contract: Contract, on: date = TODAY) -> Contract:
    """End the contract by agreement before a day, as accepted long ago."""
    last = on - timedelta(days=1)
    accepted = step(
        contract, S.ACTIVE, mutual_end_on=last, mutual_end_accepted_on=on - timedelta(days=20),
        mutual_end_accepted_by=ACTED_BY,
    )  # fmt: skip
    return step(accepted, S.ENDED_MUTUAL, ended_on=last)


def waive(contract: Contract, given_on: date = TODAY, **values: Any) -> Waiver:
    """Waive the contract's present notice."""
    defaults = {
        "window": "termination_notice",
        "subject_type": "contracts.contract",
        "subject_id": contract.notice_id,
        "office": contract.office,
        "text": "باقی مهلت لازم نیست.",
        "given_on": given_on,
        "given_at": NOW,
        "given_by": 1,
        "given_by_name": "متصدی نمونه",
    }
    return Waiver.objects.create(**(defaults | values))


def make_import() -> RegisterImport:
    """Return an import of contracts."""
    return RegisterImport.objects.create(
        content="contracts",
        state="uploaded",
        file="imports/contracts.xlsx",
        file_name="contracts.xlsx",
        sha256="0" * 64,
        uploaded_by=1,
        uploaded_by_name="دبیر نمونه",
        grant_id=1,
    )


def over(**values: Any) -> dict[str, Any]:
    """Return the values of a contract whose term is over, unless they are given."""
    return {
        "signed_on": date(2025, 6, 1),
        "starts_on": date(2025, 6, 1),
        "ends_on": date(2026, 5, 31),
    } | values


def worded(contract: Contract) -> Contract:
    """Give a draft its text of one article."""
    contract.articles.create(number=1, title="موضوع", text="انجام خدمات موضوع این قرارداد.")
    return contract


def accepted(contract: Contract, on: date = TODAY) -> Contract:
    """Let the office accept a contract that waits for signature."""
    Contract.objects.filter(pk=contract.pk).update(
        accepted_on=on, accepted_by=ACTED_BY, reconsider_until=on + timedelta(days=1)
    )
    contract.refresh_from_db()
    return contract


def make_scan(contract: Contract, kept_by: int, **values: Any) -> ContractScan:
    """Return the scan of the paper that the office signed, past the action."""
    defaults: dict[str, Any] = {
        "number": 1, "scan": "scans/original/1.png", "scan_copy": "scans/copy/1.png",
        "scan_name": "قرارداد.png", "scan_type": "image/png", "scan_size": 1,
        "scan_sha256": "0" * 64, "kept_on": TODAY, "kept_by": kept_by, "kept_by_name": "نمونه",
    }  # fmt: skip
    return ContractScan.objects.create(contract=contract, **(defaults | values))


def unaccepted(**values: Any) -> Contract:
    """Return a contract with its text that waits for the acceptance of its office."""
    contract = factories.make_contract(state=S.PENDING_SIGNATURE, **values)
    return step(worded(step(contract, S.DRAFT)), S.PENDING_SIGNATURE)


def ran_out(**values: Any) -> Contract:
    """Return an active contract whose term is over and whose guarantee still holds."""
    return factories.make_contract(**over(**values), secured_to=TODAY + timedelta(days=200))


def _unsigned(state: str, **values: Any) -> Contract:
    """Return a contract that was not signed; one that waits for signature is accepted."""
    if state == S.PENDING_SIGNATURE:
        return accepted(unaccepted(**values))
    return step(factories.make_contract(state=S.PENDING_SIGNATURE, **values), state)


def contract_in(state: str, **values: Any) -> Contract:
    """Return a contract in a state, by the shortest legal way from its draft."""
    if state in {S.DRAFT, S.VOID, S.PENDING_SIGNATURE}:
        return _unsigned(state, **values)
    if state in {S.EXPIRED, S.RENEWED}:
        contract = ran_out(**values)
    else:
        contract = factories.make_contract(state=S.ACTIVE, **values)
    match state:
        case S.SUSPENDED:
            suspended(contract)
        case S.TERMINATION_NOTICE:
            served(under_notice(contract))
        case S.TERMINATED | S.SETTLED:
            served(under_notice(contract))
            waive(contract)
            step(contract, S.TERMINATED, terminated_on=TODAY, ended_on=TODAY)
        case S.EXPIRED:
            step(contract, S.EXPIRED, ended_on=contract.ends_on)
        case S.ENDED_MUTUAL:
            agreed_end(contract)
        case S.RENEWED:
            first = contract.ends_on + timedelta(days=1)
            factories.make_contract(
                agency=contract.agency, office=contract.office, starts_on=first,
                ends_on=first + timedelta(days=365), renewed_from=contract,
            )  # fmt: skip
            step(contract, S.RENEWED, ended_on=contract.ends_on)
    if state == S.SETTLED:
        step(contract, S.SETTLED, settled_on=TODAY)
    return contract


def picture(colour: str) -> SimpleUploadedFile:
    """Return a small picture of one colour, so that two differ."""
    body = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(body, "PNG")
    return SimpleUploadedFile(f"{colour}.png", body.getvalue())


def paper_acceptance(contract: Contract, until: date = TODAY, by: int | None = None) -> Contract:
    """Let the agency enter the paper on which the office accepted a contract that waits."""
    kept_by = by or factories.make_principal(Role.AGENCY_CLERK, contract.agency).user_id
    make_scan(contract, kept_by)
    Contract.objects.filter(pk=contract.pk).update(
        accepted_on=TODAY, acceptance_entered_by=kept_by, contest_until=until
    )
    contract.refresh_from_db()
    return contract


def make_addendum(contract: Contract) -> ContractAddendum:
    """Return an addendum that raised the contract's value."""
    return ContractAddendum.objects.create(
        contract=contract,
        number=1,
        state=AddendumState.IN_FORCE,
        effective_on=TODAY,
        text="افزایش مبلغ قرارداد",
        before={"value": 1_000_000_000},
        after={"value": 1_500_000_000},
    )


def proposed_addendum(contract: Contract, **values: Any) -> Contract:
    """Let the agency propose an addendum that the office may accept until tomorrow."""
    ContractAddendum.objects.create(
        contract=contract,
        number=1,
        **{
            "effective_on": TODAY + timedelta(days=1),
            "text": "افزایش مبلغ قرارداد",
            "before": {"value": contract.value},
            "after": {"value": 1_500_000_000},
            "proposed_on": TODAY,
            "proposed_by": ACTED_BY,
        }
        | values,
    )
    return contract


def paper_addendum(contract: Contract, until: date = TODAY) -> Contract:
    """Let the agency enter the paper on which the office accepted an addendum."""
    kept_by = factories.make_principal(Role.AGENCY_CLERK, contract.agency).user_id
    return proposed_addendum(
        contract, state=AddendumState.ACCEPTED, accepted_on=TODAY, acceptance_entered_by=kept_by,
        scan=make_scan(contract, kept_by), contest_until=until,
    )  # fmt: skip

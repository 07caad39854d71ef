"""By the role of the runtime, a file is kept with an event that names its seal."""

from typing import Any

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.actions import record
from contracts.models import ContractScan, EndingProof
from core.clock import now, today
from core.scope import SYSTEM, set_scope
from tests.contracts.stories import under_notice
from tests.factories import make_contract, make_principal
from tests.movers import forget_events
from tests.runtime import as_runtime, make_role, settle
from tests.sql import refused
from violations.models import Evidence

pytestmark = pytest.mark.django_db
SEAL, OTHER = "1" * 64, "2" * 64


def evidence(by: Principal, agency: Agency) -> tuple[Any, Any]:
    """Return a file that nobody attached yet, and what its event is about."""
    row = Evidence(
        kind="report", name="x.png", original="x.png", copy="x.png", media_type="image/png",
        size=1, sha256=SEAL, uploaded_at=now(), uploaded_by=by.user_id, uploaded_by_name="x",
    )  # fmt: skip
    return row, row


def scan(by: Principal, agency: Agency) -> tuple[Any, Any]:
    """Return the scan of a contract, and the contract."""
    contract = make_contract(agency=agency)
    row = ContractScan(
        contract=contract, number=1, scan="x.png", scan_copy="x.png", scan_name="x.png",
        scan_type="image/png", scan_size=1, scan_sha256=SEAL, kept_on=today(),
        kept_by=by.user_id, kept_by_name="x",
    )  # fmt: skip
    return row, contract


def judgment(by: Principal, agency: Agency) -> tuple[Any, Any]:
    """Return a judgment on the termination notice of a contract, and the contract."""
    contract = under_notice(make_contract(agency=agency))
    assert contract.ending_proof
    row = EndingProof(
        contract=contract, kind="judgment", source_id=contract.ending_proof.public_id,
        source_label="۱", document_no="۱", document_on=today(), document_issuer="x", reasons="x",
        judged=contract.ending_proof, judged_act="terminate", judgment_result="upheld",
        scan="x.png", scan_copy="x.png", scan_name="x.png", scan_type="image/png", scan_size=1,
        scan_sha256=SEAL, decided_on=today(), decided_by_name="x",
        decided_by=make_principal(Role.SECRETARIAT).user_id,
    )  # fmt: skip
    return row, contract


@pytest.mark.parametrize(("make", "table"), [
    (evidence, "violations_evidence"), (scan, "contracts_contractscan"),
    (judgment, "contracts_endingproof"),
])  # fmt: skip
@pytest.mark.parametrize("named", [None, OTHER, SEAL])
def test_a_file_is_stored_under_its_seal_alone(
    make: Any, table: str, named: str | None, gas_manager: Principal, gas: Agency
) -> None:
    row, about = make(gas_manager, gas)
    forget_events()

    def keep() -> None:
        row.save(force_insert=True)
        record(
            actor=gas_manager, verb="file.kept", target=about, at=now(),
            changes={} if named is None else {"sha256": (None, named)},
        )  # fmt: skip
        settle()

    with as_runtime(make_role()):
        set_scope(scope=SYSTEM)
        told = refused(keep)

    whole = f"A file of {table} is kept with an event that names its seal."
    assert told == ("" if named == SEAL else whole)

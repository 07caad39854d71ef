"""By the role of the runtime, a file is kept with an event that names its seal."""

from hashlib import sha256
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.actions import record
from contracts.models import ContractScan, EndingProof
from core.clock import now, today
from core.models import new_public_id
from core.scope import SYSTEM, set_scope
from notices.models import Dispatch, Letter
from tests.contracts.stories import under_notice
from tests.factories import make_contract, make_principal
from tests.movers import forget_events
from tests.runtime import as_runtime, make_role, settle
from tests.sql import refused
from violations.facts import broken_seals
from violations.models import Evidence

pytestmark = pytest.mark.django_db
SEAL, OTHER = "1" * 64, "2" * 64


def evidence(by: Principal, agency: Agency) -> tuple[Any, Any, str, Principal]:
    """Return a file that nobody attached yet, what its event is about, its verb and its actor."""
    row = Evidence(
        kind="report", name="x.png", original="x.png", copy="x.png", media_type="image/png",
        size=1, sha256=SEAL, uploaded_at=now(), uploaded_by=by.user_id, uploaded_by_name="x",
    )  # fmt: skip
    return row, row, "evidence.uploaded", by


def scan(by: Principal, agency: Agency) -> tuple[Any, Any, str, Principal]:
    """Return the scan of a contract, the contract, the verb of its event and its actor."""
    contract = make_contract(agency=agency)
    row = ContractScan(
        contract=contract, number=1, scan="x.png", scan_copy="x.png", scan_name="x.png",
        scan_type="image/png", scan_size=1, scan_sha256=SEAL, kept_on=today(),
        kept_by=by.user_id, kept_by_name="x",
    )  # fmt: skip
    return row, contract, "contract.scan_kept", by


def judgment(_by: Principal, agency: Agency) -> tuple[Any, Any, str, Principal]:
    """Return a judgment on the termination notice of a contract, and what its event names."""
    enters = make_principal(Role.SECRETARIAT)
    contract = under_notice(make_contract(agency=agency))
    assert contract.ending_proof
    row = EndingProof(
        contract=contract, kind="judgment", source_id=contract.ending_proof.public_id,
        source_label="۱", document_no="1", document_on=today(), document_issuer="x", reasons="x",
        judged=contract.ending_proof, judged_act="terminate", judgment_result="upheld",
        scan="x.png", scan_copy="x.png", scan_name="x.png", scan_type="image/png", scan_size=1,
        scan_sha256=SEAL, decided_on=today(), decided_by_name="x",
        decided_by=enters.user_id,
    )  # fmt: skip
    return row, contract, "contract.judgment_upheld", enters


@pytest.mark.parametrize(("make", "table"), [
    (evidence, "violations_evidence"), (scan, "contracts_contractscan"),
    (judgment, "contracts_endingproof"),
])  # fmt: skip
@pytest.mark.parametrize("named", [None, OTHER, SEAL])
def test_a_file_is_stored_under_its_seal_alone(
    make: Any, table: str, named: str | None, gas_manager: Principal, gas: Agency
) -> None:
    row, about, verb, actor = make(gas_manager, gas)
    forget_events()

    def keep() -> None:
        row.save(force_insert=True)
        record(
            actor=actor, verb=verb, target=about, at=now(),
            changes={} if named is None else {"sha256": (None, named)},
        )  # fmt: skip
        settle()

    with as_runtime(make_role()):
        set_scope(scope=SYSTEM)
        told = refused(keep)

    whole = f"A file of {table} is kept with an event that names its seal."
    assert told == ("" if named == SEAL else whole)


# Files without a seal of their own, with the reason.
UNSEALED = {
    "lists_job.file": "a list that was made for somebody, deleted after days",
    "offices_registerimport.annotated": "made again from the file that was brought",
    "oversight_dutypaper.scan_copy": "made from the sealed original, whose copy is looked for",
    "oversight_reviewpaper.scan_copy": "made from the sealed original, whose copy is looked for",
    "contracts_contractscan.scan_copy": "made from the sealed original, whose copy is looked for",
    "contracts_endingproof.scan_copy": "made from the sealed original, whose copy is looked for",
    "offices_licencescan.scan_copy": "made from the sealed original, whose copy is looked for",
    "offices_officeletter.scan_copy": "made from the sealed original, whose copy is looked for",
    "violations_reportsheet.original": "private to its writer; its rows become reports one by one",
    "violations_evidence.copy": "made from the sealed original, whose copy is looked for",
}
NAMED = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'seal_named'"


def stored_files() -> dict[str, type[Model]]:
    """Return the columns of all tables that hold a file, or its name in the storage."""
    return {
        f"{model._meta.db_table}.{field.column}": model
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.get_internal_type() in ("FileField", "ImageField", "BinaryField")
    }


def test_every_stored_file_has_a_seal_that_its_event_names_and_the_night_compares() -> None:
    """A new column of files has its seal, or its reason above."""
    files = stored_files()
    assert UNSEALED.keys() <= files.keys()
    sealed = {name: files[name] for name in files.keys() - UNSEALED.keys()}
    with connection.cursor() as cursor:
        cursor.execute(NAMED)
        named = {table for (table,) in cursor.fetchall()}
    with CaptureQueriesContext(connection) as asked:
        list(broken_seals())
    looked = [query["sql"] for query in asked.captured_queries]

    for name, model in sealed.items():
        table = model._meta.db_table
        names = [field.column for field in model._meta.concrete_fields]
        (seal,) = (column for column in names if "sha256" in str(column))
        assert table in named, f"{name}: its event names no seal (audit_ask_seal)"
        assert any(f'"{table}"."{seal}"' in sql for sql in looked), f"{name}: no night compares it"


def test_a_receipt_that_the_database_keeps_is_compared_at_night(gas_manager: Principal) -> None:
    letter = Letter.objects.create(
        number="۱/۱", kind="x", title="x", sender="x", addressee="x", body="x", signer="x",
        subject_type="x", subject_id=new_public_id(), url="/", channel="paper", check_code="1",
        issued_on=today(), issued_at=now(), issued_by=0,
    )  # fmt: skip
    for content, seal in ((b"one", sha256(b"one").hexdigest()), (b"two", SEAL)):
        Dispatch.objects.create(
            letter=letter, channel="paper", proof="receipt", proven_on=today(), proven_at=now(),
            scan=content, scan_sha256=seal, recorded_by=gas_manager.user_id,
        )  # fmt: skip

    assert [one.name for one in broken_seals() if one.reason == "the file was altered"] == [
        letter.number
    ]

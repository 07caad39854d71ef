"""A document of the committee or regulator: sealed by the secretariat, acted on by the manager."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from accounts.roles import Role
from approvals.actions import confirm_act
from approvals.models import PendingAct
from audit.models import AuditEvent
from contracts import actions
from contracts.models import Contract, EndingProof
from contracts.states import ContractState, ProofKind
from core.clock import today
from core.errors import IllegalMove, Invalid, NotPermitted
from core.papers.heads import Letter
from core.persian import isolated
from notices.facts.kinds import kinds_of, worded
from tests import factories
from tests.contracts.stories import (
    NOW,
    TODAY,
    WHEN,
    contract_in,
    letter,
    make_proof,
    scan,
    suspended,
    under_notice,
)  # fmt: skip
from tests.contracts.stories import step as move
from tests.runtime import settle
from tests.sql import refused_at_runtime
from violations.facts import broken_seals

DAY = timedelta(days=1)
REASON = "تعلیق قرارداد برابر بند ۲ صورت‌جلسه"
HEAD: dict[str, Any] = {"number": "۱۲/۳", "on": TODAY, "issuer": "کمیتهٔ نظارت"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def record(contract, actor, file=None, reason=REASON, **head):
    return actions.record_document(
        contract_id=contract.pk, letter=Letter(**(HEAD | head)), file=file or scan(),
        reason=reason, actor=actor, **WHEN,
    )  # fmt: skip


class TestRecordDocument:
    def test_seals_the_scan(self, contract, secretariat):
        proof = record(contract, secretariat)

        assert (proof.kind, proof.document_no) == (ProofKind.RECORDED_DOCUMENT, "12/3")
        assert len(proof.scan_sha256) == 64
        event = AuditEvent.objects.about(contract).get(verb="contract.proven")
        assert event.changes["scan_sha256"] == [None, proof.scan_sha256]

    @pytest.mark.parametrize("days", [0, 30])
    def test_is_named_in_the_news_of_the_office(self, contract, secretariat, days):
        proof = record(contract, secretariat, on=TODAY - days * DAY)

        event = AuditEvent.objects.about(contract).filter(verb__contains="pro").latest("pk")
        (kind,) = kinds_of(event.verb)
        news = kind.find_in(event)
        assert worded(kind.detail, news.values, TODAY).count(isolated(proof.document_no)) == 1

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"number": " "}, "document_no"),
            ({"on": None}, "document_on"),
            ({"on": TODAY.replace(year=2099)}, "document_on"),
            ({"issuer": ""}, "document_issuer"),
            ({"reason": "کوتاه"}, "reason"),
            ({"file": scan("نامه.png", b"MZ not a picture")}, "file"),
            ({"file": scan("نامه.pdf")}, "file"),
        ],
    )
    def test_refuses_what_is_not_whole(self, contract, secretariat, wrong, field):
        with pytest.raises(Invalid) as refusal:
            record(contract, secretariat, **wrong)

        assert list(refusal.value.fields) == [field]
        assert not EndingProof.objects.exists()

    def test_refuses_without_a_scan(self, contract, secretariat):
        with pytest.raises(Invalid) as refusal:
            actions.record_document(
                contract_id=contract.pk, letter=Letter(**HEAD), file=None, reason=REASON,
                actor=secretariat, **WHEN,
            )  # fmt: skip
        assert list(refusal.value.fields) == ["file"]

    @pytest.mark.parametrize("role", ["gas_manager", "gas_clerk", "deputy", "chair", "operator"])
    def test_is_the_secretariats(self, contract, role, request):
        with pytest.raises(NotPermitted):
            record(contract, request.getfixturevalue(role))

    def test_refuses_a_contract_that_does_not_run(self, gas, secretariat):
        with pytest.raises(IllegalMove):
            record(contract_in(ContractState.TERMINATED, agency=gas), secretariat)


class TestOfAnEarlierDay:
    def test_carries_nothing_before_the_deputy_confirms_it(
        self, contract, secretariat, gas_manager, deputy
    ):
        proof = record(contract, secretariat, on=TODAY - 30 * DAY)
        call = {"contract_id": contract.pk, "proof": proof, "reason": REASON, **WHEN}

        with pytest.raises(IllegalMove):
            actions.issue_termination_notice(actor=gas_manager, **call)
        pending = PendingAct.objects.get(target_id=contract.public_id)
        with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
            confirm_act(pending_id=pending.pk, actor=secretariat, **WHEN)
        confirm_act(pending_id=pending.pk, actor=deputy, **WHEN)

        call["proof"] = EndingProof.objects.get(pk=proof.pk)
        assert actions.issue_termination_notice(actor=gas_manager, **call).ending_proof == proof
        verbs = AuditEvent.objects.about(contract).values_list("verb", flat=True)
        assert {"contract.document_proposed", "contract.proven"} <= set(verbs)

    def test_calls_no_guarantee_while_it_waits(self, contract, secretariat):
        record(contract, secretariat, on=TODAY - 30 * DAY)

        assert not contract.proofs.all().carrying().exists()

    def test_has_the_deputy_in_the_database_too(self, contract):
        known = factories.make_principal(Role.SECRETARIAT).user_id

        def write(day: date) -> None:
            values = {"decided_on": today(), "decided_by": known, "document_on": day}
            EndingProof.objects.create(**(whole | values))
            settle()

        names = [field.attname for field in EndingProof._meta.concrete_fields]
        proof = make_proof(contract)
        whole = {name: getattr(proof, name) for name in names if name not in {"id", "public_id"}}
        told = refused_at_runtime(lambda: write(today() - 30 * DAY))
        assert "confirmed by the deputy" in told
        assert refused_at_runtime(lambda: write(today())) == ""

    def test_carries_nothing_in_the_database_while_it_waits(self, contract):
        proof = make_proof(contract, is_waiting=True)

        with pytest.raises(IntegrityError, match="second person"), transaction.atomic():
            under_notice(contract, proof=proof)


class TestActing:
    def test_is_the_managers_on_the_recorded_document(self, contract, secretariat, gas_manager):
        proof = record(contract, secretariat)

        done = actions.issue_termination_notice(
            contract_id=contract.pk, proof=proof, reason=REASON, actor=gas_manager, **WHEN
        )

        assert done.ending_proof == proof

    def test_is_not_of_the_person_who_recorded_it(self, contract, secretariat, gas_manager):
        factories.make_same_person(secretariat, gas_manager)
        proof = record(contract, secretariat)
        call = {"contract_id": contract.pk, "proof": proof, "reason": REASON, **WHEN}

        with pytest.raises(NotPermitted):
            actions.issue_termination_notice(actor=gas_manager, **call)
        with pytest.raises(NotPermitted):
            actions.suspend_contract(until=TODAY, actor=gas_manager, **call)
        with pytest.raises(NotPermitted):
            actions.call_guarantee(
                guarantee_id=contract.guarantees.get().pk, proof=proof, reason=REASON,
                actor=gas_manager, **WHEN,
            )  # fmt: skip

    def test_is_not_by_a_proof_that_the_manager_writes(self, contract, gas_manager):
        with pytest.raises(Invalid):
            actions.record_proof(
                contract_id=contract.pk, kind=ProofKind.RECORDED_DOCUMENT, source_id=None,
                source_label="۱۲", reasons=REASON, actor=gas_manager, **WHEN,
            )  # fmt: skip


class TestTheDatabase:
    @pytest.mark.parametrize(
        ("values", "told"),
        [
            ({"scan_sha256": ""}, "sealed scan"),
            ({"scan_sha256": "x" * 64}, "sealed scan"),
            ({"scan": ""}, "sealed scan"),
            ({"scan_size": 0}, "sealed scan"),
            ({"decided_by": 1}, "by the secretariat"),
        ],
    )
    def test_wants_the_scan_and_the_secretariat(self, values, told):
        contract = factories.make_contract()

        with pytest.raises(IntegrityError, match=told), transaction.atomic():
            make_proof(contract, **values)

    def test_does_not_take_the_manager_for_the_secretariat(self, contract, gas_manager):
        with pytest.raises(IntegrityError, match="by the secretariat"), transaction.atomic():
            make_proof(contract, decided_by=gas_manager.user_id)

    def test_lets_a_document_without_its_scan_carry_nothing(self, contract):
        with connection.cursor() as cursor:  # as rows stand that are older than the scans
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP TRIGGER contracts_endingproof_document ON contracts_endingproof")
        proof = make_proof(contract, scan_sha256="")

        with pytest.raises(IntegrityError, match="carries nothing"), transaction.atomic():
            move(
                contract, "suspended", suspended_on=TODAY, suspended_until=TODAY,
                suspension_proof=proof,
            )  # fmt: skip

    @pytest.mark.parametrize("kind", ["same", "twin", "nobody"])
    def test_lets_the_recorder_act_on_nothing(self, contract, gas_manager, kind):
        proof = make_proof(contract)
        recorder = User.objects.get(pk=proof.decided_by)
        if kind == "twin":
            values = {"person_key": "one", "national_id_sealed": "sealed"}
            User.objects.filter(pk__in=[recorder.pk, gas_manager.user_id]).update(**values)
        acting = {"same": recorder.pk, "twin": gas_manager.user_id, "nobody": None}[kind]

        with pytest.raises(IntegrityError, match="does not act on it"), transaction.atomic():
            suspended(contract, proof=proof, acted_by=acting)
        with pytest.raises(IntegrityError, match="does not act on it"), transaction.atomic():
            under_notice(contract, proof=proof, acted_by=acting)

    def test_lets_somebody_else_act_on_it(self, contract, gas_manager):
        suspended(contract, acted_by=gas_manager.user_id)

        assert contract.state == "suspended"


class TestOpenDocument:
    def test_leaves_an_event_and_compares_the_seal(self, contract, secretariat, operator):
        proof = record(contract, secretariat)

        opened = actions.open_document(proof_id=proof.pk, actor=secretariat, at=NOW)
        copy = actions.open_document(proof_id=proof.pk, actor=operator, at=NOW)

        assert opened.is_whole
        assert copy.is_whole
        assert opened.content == copy.content == Path(proof.scan_copy.path).read_bytes()
        assert opened.content != Path(proof.scan.path).read_bytes()
        assert AuditEvent.objects.filter(verb="contract.document_opened").count() == 2

    def test_hands_out_nothing_that_differs_from_its_seal(self, contract, secretariat, media):
        proof = record(contract, secretariat)
        (media / proof.scan.name).write_bytes(b"other")

        opened = actions.open_document(proof_id=proof.pk, actor=secretariat, at=NOW)

        assert (opened.is_whole, opened.content) == (False, b"")
        assert [broken.name for broken in broken_seals()] == [proof.scan.name]

    def test_keeps_other_agencies_and_the_association_out(
        self, contract, secretariat, power_manager, association
    ):
        proof = record(contract, secretariat)

        with pytest.raises(EndingProof.DoesNotExist):
            actions.open_document(proof_id=proof.pk, actor=power_manager, at=NOW)
        with pytest.raises(NotPermitted):
            actions.open_document(proof_id=proof.pk, actor=association, at=NOW)


class TestPages:
    def test_record_and_hand_out(self, contract, secretariat, gas_manager, browser_of):
        client = browser_of(secretariat)
        assert "document" in client.get(contract.get_absolute_url()).content.decode()

        done = client.post(f"{contract.get_absolute_url()}/record-document", letter())

        assert done.status_code == 302
        proof = EndingProof.objects.get()
        page = browser_of(gas_manager).get(contract.get_absolute_url()).content.decode()
        address = f"/contracts/documents/{proof.public_id}"
        assert address in page
        file = browser_of(gas_manager).get(address)
        assert (file.status_code, file["Content-Type"]) == (200, "image/png")
        assert file["Content-Disposition"].startswith("attachment")

    def test_say_what_is_missing_and_lose_nothing(self, contract, secretariat, browser_of):
        data = letter(file="")

        page = browser_of(secretariat).post(f"{contract.get_absolute_url()}/record-document", data)

        assert page.status_code == 422
        assert set(page.context["form"].errors) == {"file"}
        assert "کمیتهٔ نظارت" in page.content.decode()

    def test_refuse_a_broken_seal(self, contract, secretariat, browser_of, media):
        proof = record(contract, secretariat)
        (media / proof.scan.name).unlink()

        answer = browser_of(secretariat).get(f"/contracts/documents/{proof.public_id}")

        assert answer.status_code == 409

    @pytest.mark.parametrize("role", ["gas_manager", "gas_clerk", "deputy", "operator"])
    def test_are_closed_to_others(self, contract, role, browser_of, request):
        client = browser_of(request.getfixturevalue(role))

        assert client.get(f"{contract.get_absolute_url()}/record-document").status_code == 403


class TestRest:
    def test_records_and_hands_out(self, contract, secretariat, operator, association, api_of):
        address = f"/api/v1/contracts/{contract.public_id}/documents"
        body = letter(document_on=TODAY.isoformat())

        answer = api_of(secretariat).post(address, body, format="multipart")

        assert answer.status_code == 201
        proof = EndingProof.objects.get()
        file = api_of(operator).get(f"{address}/{proof.public_id}")
        assert (file.status_code, file["Content-Type"]) == (200, "image/png")
        assert api_of(association).get(f"{address}/{proof.public_id}").status_code == 403

    def test_refuses_other_roles_and_unknown_fields(
        self, contract, secretariat, gas_manager, api_of
    ):
        address = f"/api/v1/contracts/{contract.public_id}/documents"
        body = letter(document_on=TODAY.isoformat())

        assert api_of(gas_manager).post(address, body, format="multipart").status_code == 403
        wrong = api_of(secretariat).post(
            address, letter(document_on=TODAY.isoformat(), more="1"), format="multipart"
        )
        assert wrong.status_code == 400
        assert Contract.objects.get(pk=contract.pk).version == contract.version

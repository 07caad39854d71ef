"""A court's judgment on the suspension or the end of a contract (ADR 66)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from approvals.actions import confirm_act, expire_acts, refuse_act
from approvals.models import PendingAct
from audit.models import AuditEvent
from contracts.actions import record_contract_judgment, reinstate_contract, settle_contract
from contracts.actions.judgments import Verdict
from contracts.acts.contract import SETTLE, TERMINATE
from contracts.acts.guarantee import CALL, RELEASE
from contracts.models import Contract, EndingProof
from contracts.states import ContractState as S
from core.acts import Act, why_not
from core.errors import IllegalMove, Invalid, NotPermitted
from core.jalali import short
from core.papers.heads import Letter
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from oversight.facts.duty_check import look
from oversight.models import Duty
from oversight.states import DutyState
from oversight.tasks import follow_reviews
from tests.contracts.annulled import annul, proven, terminated
from tests.contracts.stories import make_proof, scan, step, suspended, under_notice
from tests.factories import make_principal
from tests.oversight.steps import DAY, REASONS, later, moment
from tests.sql import refused_at_runtime
from violations.acts.cases import CLOSE
from violations.facts.guards import against_terminating
from violations.models import Case, Decision

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def ended(contract: Contract) -> Contract:
    """Return the gas company's contract, terminated on one final decision."""
    return terminated(contract, proven(contract, on=later(-60)))


def judge(
    contract: Contract,
    actor: Principal,
    act: str = "terminate",
    result: str = "annulled",
    days: int | None = None,
    day: date = DAY,
    on: date = DAY,
    **values: Any,
) -> Contract:
    """Record a judgment of a day on a day."""
    defaults: dict[str, Any] = {
        "letter": Letter("۱۴۰۵/ح/۱۲", day, "شعبهٔ ۳ دادگاه عمومی حقوقی ساری"),
        "file": scan("رأی.png"), "reason": REASONS,
    }  # fmt: skip
    return record_contract_judgment(
        contract_id=contract.pk, verdict=Verdict(act, result, days), actor=actor, on=on,
        at=moment(on), **(defaults | values),
    )  # fmt: skip


def verbs(contract: Contract) -> set[str]:
    found = AuditEvent.objects.filter(target_id=str(contract.public_id))
    return set(found.values_list("verb", flat=True))


def test_each_decision_is_chosen_with_its_own_day(
    ended: Contract, gas_appeal: Principal, browser_of: Callable[[Principal], Any]
) -> None:
    assert ended.terminated_on is not None
    assert ended.notice_issued_on is not None
    assert ended.terminated_on != ended.notice_issued_on
    with time_machine.travel(moment(DAY), tick=False):
        page = browser_of(gas_appeal).get(f"{ended.get_absolute_url()}/record-judgment")

    ((_key, label),) = page.context["form"].fields["decision"].choices
    ended_on, noticed_on = short(ended.terminated_on), short(ended.notice_issued_on)
    assert label.index(ended_on) < label.index(noticed_on)


class TestAnnulledEnd:
    def test_puts_the_duty_to_reinstate_at_once(
        self, ended: Contract, gas_appeal: Principal
    ) -> None:
        judge(ended, gas_appeal)

        duty = Duty.objects.get(contract=ended, kind="reinstate")
        assert (duty.case, duty.starts_on, duty.state) == (None, DAY, DutyState.RUNNING)
        assert duty.due_on is not None
        assert {"contract.judgment_annulled", "contract.termination_annulled"} <= verbs(ended)
        assert look()[1] == []

    def test_is_reinstated_on_the_judgment(
        self, ended: Contract, secretariat: Principal, gas_manager: Principal
    ) -> None:
        judge(ended, secretariat)
        back = reinstate_contract(
            contract_id=ended.pk, reason=REASONS, actor=gas_manager, on=DAY, at=moment(DAY)
        )

        assert (back.state, back.reinstated_on) == (S.ACTIVE, DAY)
        assert back.reinstating_proof
        assert back.reinstating_proof.source_label == "1405/ح/12"
        assert Duty.objects.get(contract=ended, kind="reinstate").state == DutyState.ACTED
        assert look()[1] == []

    def test_stands_although_another_proof_was_written_since(
        self, ended: Contract, gas_appeal: Principal
    ) -> None:
        make_proof(ended, decided_on=later(-55), document_on=later(-55))

        judge(ended, gas_appeal)

        assert Duty.objects.filter(contract=ended, kind="reinstate").exists()

    def test_locks_the_settlement(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal
    ) -> None:
        judge(ended, gas_appeal)
        with pytest.raises(IllegalMove):
            settle_contract(
                contract_id=ended.pk, clearance="م-۱", actor=gas_manager, on=DAY, at=moment(DAY)
            )

    def test_upheld_changes_nothing(self, ended: Contract, gas_appeal: Principal) -> None:
        after = judge(ended, gas_appeal, result="upheld")

        assert after.state == S.TERMINATED
        assert not Duty.objects.filter(kind="reinstate").exists()
        assert "contract.judgment_upheld" in verbs(ended)

    def test_tells_office_manager_deputy_and_association(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal, deputy: Principal,
        association: Principal,
    ) -> None:  # fmt: skip
        type(ended.office).objects.filter(pk=ended.office_id).update(is_member=True)
        told = [
            make_principal(Role.OPERATOR, ended.office), gas_manager, deputy,
            association,
        ]  # fmt: skip
        judge(ended, gas_appeal)
        for message in Message.objects.filter(carrier=CarrierName.NEWS):
            spread(payload=message.payload, at=moment(DAY))

        found = Notification.objects.filter(kind="contract.judgment_annulled")
        assert set(found.values_list("user_id", flat=True)) == {each.user_id for each in told}


class TestSuspension:
    def test_annulled_ends_at_once(self, contract: Contract, gas_appeal: Principal) -> None:
        suspended(contract, suspended_on=later(-1), proof=make_proof(
            contract, decided_on=later(-1), document_on=later(-1)))  # fmt: skip
        after = judge(contract, gas_appeal, "suspend")

        assert (after.state, after.suspended_on) == (S.ACTIVE, None)

    def test_urgent_one_falls_too(self, contract: Contract, gas_appeal: Principal) -> None:
        urgent = make_proof(contract, "urgent", document_no="", document_on=None,
                            document_issuer="", decided_on=DAY)  # fmt: skip
        suspended(contract, proof=urgent, suspended_on=DAY, suspended_until=later(10))

        assert judge(contract, gas_appeal, "suspend").state == S.ACTIVE

    def test_is_shortened_to_the_days_of_the_judgment(
        self, contract: Contract, gas_appeal: Principal
    ) -> None:
        proof = make_proof(contract, decided_on=later(-2), document_on=later(-2))
        suspended(contract, proof=proof, suspended_on=later(-2), suspended_until=later(20))
        after = judge(contract, gas_appeal, "suspend", "reduced", 5)

        assert (after.state, after.suspended_until) == (S.SUSPENDED, later(2))

    def test_ends_where_the_days_are_over(self, contract: Contract, gas_appeal: Principal) -> None:
        proof = make_proof(contract, decided_on=later(-2), document_on=later(-2))
        suspended(contract, proof=proof, suspended_on=later(-2), suspended_until=later(20))

        assert judge(contract, gas_appeal, "suspend", "reduced", 1).state == S.ACTIVE

    @pytest.mark.parametrize(("result", "days"), [("reduced", None), ("reduced", 30),
                                                  ("annulled", 3), ("lighter", None)])  # fmt: skip
    def test_refuses_what_does_not_fit(
        self, contract: Contract, gas_appeal: Principal, result: str, days: int | None
    ) -> None:
        suspended(contract)
        with pytest.raises(Invalid):
            judge(contract, gas_appeal, "suspend", result, days)


class TestNotice:
    """A termination notice whose ground fell ends at once: it names its ground."""

    def test_ends_with_the_judgment_on_it(self, contract: Contract, gas_appeal: Principal) -> None:
        under_notice(contract)
        after = judge(contract, gas_appeal)

        assert (after.state, after.ending_proof, after.notice_issued_on) == (S.ACTIVE, None, None)
        assert "contract.proof_annulled" in verbs(contract)

    @pytest.mark.parametrize("result", ["annulled", "sent_back", "reduced"])
    def test_ends_with_the_decision_behind_it(
        self, contract: Contract, gas_appeal: Principal, result: str
    ) -> None:
        proof = proven(contract)
        under_notice(contract, proof=proof)
        annul(proof, gas_appeal, result=result, sanction="suspension" * (result == "reduced"))
        contract.refresh_from_db()

        assert contract.state == S.ACTIVE

    def test_returns_to_a_suspension_that_stands(
        self, contract: Contract, gas_appeal: Principal
    ) -> None:
        suspended(contract)
        under_notice(contract)
        after = judge(contract, gas_appeal)

        assert (after.state, after.suspended_on) == (S.SUSPENDED, DAY)

    def test_is_not_left_by_raw_sql(self, contract: Contract, gas_appeal: Principal) -> None:
        under_notice(contract)
        judgment = raw_judgment(contract, gas_appeal)

        def write() -> None:
            judgment()
            run("SET CONSTRAINTS ALL IMMEDIATE")

        assert "ends with its ground" in refused_at_runtime(write)


class TestOlderDatabase:
    """What an annulment of an earlier version left running ends in the next night."""

    @pytest.fixture
    def left(
        self, contract: Contract, gas_appeal: Principal, monkeypatch: pytest.MonkeyPatch
    ) -> Contract:
        """Return a suspended contract under a notice, both on a decision that fell long ago."""
        proof = proven(contract)
        suspended(contract, proof=proof)
        under_notice(contract, proof=proof)
        monkeypatch.setattr("violations.actions.finality.follow_annulment", lambda **_: [])
        annul(proof, gas_appeal)
        contract.refresh_from_db()
        assert contract.state == S.TERMINATION_NOTICE
        return contract

    def test_ends_in_the_night_and_tells(
        self, left: Contract, operator: Principal, gas_manager: Principal
    ) -> None:
        first = follow_reviews(as_of=DAY.isoformat())

        left.refresh_from_db()
        assert (first["released"], first["failed"]) == (1, 0)
        assert (left.state, left.suspended_on, left.notice_issued_on) == (S.ACTIVE, None, None)
        assert {"contract.proof_annulled", "contract.suspension_annulled"} <= verbs(left)
        for message in Message.objects.filter(carrier=CarrierName.NEWS):
            spread(payload=message.payload, at=datetime.fromisoformat(message.payload["at"]))
        found = Notification.objects.filter(kind="contract.proof_annulled")
        assert {operator.user_id, gas_manager.user_id} <= {*found.values_list("user_id", flat=True)}

    def test_a_second_night_finds_nothing(self, left: Contract) -> None:
        follow_reviews(as_of=DAY.isoformat())

        assert follow_reviews(as_of=DAY.isoformat())["released"] == 0


class TestRecorder:
    def test_refuses_the_other_roles(
        self, ended: Contract, gas_manager: Principal, chair: Principal, deputy: Principal
    ) -> None:
        for actor in (gas_manager, chair, deputy):
            with pytest.raises(NotPermitted):
                judge(ended, actor)

    def test_refuses_the_second_signatory_of_another_agency(
        self, ended: Contract, power: Any
    ) -> None:
        with pytest.raises((NotPermitted, Contract.DoesNotExist)):
            judge(ended, make_principal(Role.AGENCY_APPEAL, power))

    def test_refuses_who_acted_on_the_contract(
        self, contract: Contract, gas: Agency, gas_manager: Principal, gas_appeal: Principal
    ) -> None:
        suspended(contract, acted_by=gas_manager.user_id)
        User.objects.filter(pk__in=[gas_manager.user_id, gas_appeal.user_id]).update(
            person_key="person-1", national_id_sealed="sealed"
        )
        with pytest.raises(NotPermitted):
            judge(contract, gas_appeal, "suspend")

    def test_refuses_who_rejected_the_objection(
        self, ended: Contract, gas_appeal: Principal
    ) -> None:
        assert ended.ending_proof
        assert ended.ending_proof.source_id
        case = Case.objects.get(public_id=ended.ending_proof.source_id)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE violations_decision DISABLE TRIGGER ALL")
            Decision.objects.create(
                case=case, forum="appeal", outcome="proven", reasons=REASONS,
                sanction=case.sanction, decided_on=later(-70), decided_by=gas_appeal.user_id,
                decided_by_name="x",
            )  # fmt: skip
        with pytest.raises(NotPermitted):
            judge(ended, gas_appeal)

    def test_refuses_a_second_judgment_on_what_fell(
        self, ended: Contract, gas_appeal: Principal
    ) -> None:
        judge(ended, gas_appeal)
        with pytest.raises(IllegalMove):
            judge(ended, gas_appeal)


class TestPaper:
    def test_asks_for_the_scan(self, ended: Contract, gas_appeal: Principal) -> None:
        with pytest.raises(Invalid) as error:
            judge(ended, gas_appeal, file=None)
        assert "file" in error.value.fields

    @pytest.mark.parametrize("number", ["", "بدون شماره"])
    def test_asks_for_a_number(self, ended: Contract, gas_appeal: Principal, number: str) -> None:
        with pytest.raises(Invalid) as error:
            judge(ended, gas_appeal, letter=Letter(number, DAY, "دادگاه"))
        assert "document_no" in error.value.fields

    @pytest.mark.parametrize("day", [later(-61), later(1)])
    def test_refuses_a_day_before_the_decision_or_to_come(
        self, ended: Contract, gas_appeal: Principal, day: date
    ) -> None:
        with pytest.raises(Invalid) as error:
            judge(ended, gas_appeal, day=day)
        assert "document_on" in error.value.fields


class TestSecondPerson:
    def propose(self, contract: Contract, actor: Principal) -> PendingAct:
        judge(contract, actor, day=later(-20))
        found: PendingAct = PendingAct.objects.get(act="contract.record-judgment")
        return found

    def test_is_asked_for_an_earlier_day(
        self, ended: Contract, gas_appeal: Principal, deputy: Principal
    ) -> None:
        pending = self.propose(ended, gas_appeal)
        judgment = EndingProof.objects.get(kind="judgment")
        assert judgment.in_force_on is None
        assert not Duty.objects.filter(kind="reinstate").exists()

        confirm_act(pending_id=pending.pk, actor=deputy, on=DAY, at=moment(DAY))

        judgment.refresh_from_db()
        assert judgment.in_force_on == DAY
        assert Duty.objects.get(kind="reinstate").starts_on == DAY

    def test_refused_nothing_follows(
        self, ended: Contract, gas_appeal: Principal, deputy: Principal
    ) -> None:
        pending = self.propose(ended, gas_appeal)
        refuse_act(pending_id=pending.pk, actor=deputy, on=DAY, at=moment(DAY), reason=REASONS)

        assert not Duty.objects.filter(kind="reinstate").exists()
        assert EndingProof.objects.get(kind="judgment").in_force_on is None

    def test_waits_once(self, ended: Contract, gas_appeal: Principal) -> None:
        self.propose(ended, gas_appeal)
        with pytest.raises(IllegalMove):
            judge(ended, gas_appeal, day=later(-20))

    def test_is_no_other_than_the_deputy(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal
    ) -> None:
        pending = self.propose(ended, gas_appeal)
        with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
            confirm_act(pending_id=pending.pk, actor=gas_manager, on=DAY, at=moment(DAY))


WAITS = "در انتظار تأیید نفر دوم"


class TestWaiting:
    """Until the second person has decided on a judgment nothing rests on the judged decision."""

    def test_keeps_the_end_from_being_settled_and_the_guarantee_from_being_called(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal
    ) -> None:
        guarantee = ended.guarantees.get()
        judge(ended, gas_appeal, day=later(-20))

        assert WAITS in closed(SETTLE, ended, gas_manager)
        assert WAITS in closed(CALL, guarantee, gas_manager)
        assert WAITS in closed(RELEASE, guarantee, gas_manager)
        settle = "UPDATE contracts_contract SET version = version + 1, state = 'settled'"
        for statement in (
            settle,
            f"UPDATE contracts_guarantee SET state = 'called' WHERE id = {guarantee.pk}",
        ):
            assert "waits for its second" in refused_at_runtime(partial(run, statement))

    def test_keeps_a_notice_from_ending_the_contract(
        self, contract: Contract, gas_appeal: Principal, gas_manager: Principal
    ) -> None:
        under_notice(contract, proof=proven(contract, on=later(-60)), notice_issued_on=later(-60))
        judge(contract, gas_appeal, day=later(-20))

        assert WAITS in closed(TERMINATE, contract, gas_manager)

    def test_an_upheld_decision_waits_for_nothing(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal
    ) -> None:
        judge(ended, gas_appeal, result="upheld", day=later(-20))

        assert WAITS not in closed(SETTLE, ended, gas_manager)

    def test_of_the_case_behind_the_end_keeps_it_from_being_settled(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal
    ) -> None:
        assert ended.ending_proof
        assert ended.ending_proof.source_id
        case = Case.objects.get(public_id=ended.ending_proof.source_id)
        annul(ended.ending_proof, gas_appeal, on=later(-20), entered_on=DAY)

        assert WAITS in closed(SETTLE, ended, gas_manager)
        assert WAITS in closed(CLOSE, case, gas_manager)
        assert against_terminating(ended.ending_proof, DAY)

    @pytest.mark.parametrize("is_refused", [True, False])
    def test_tells_office_agency_and_deputy_that_nobody_confirmed_it(
        self, ended: Contract, gas_appeal: Principal, deputy: Principal, operator: Principal,
        gas_manager: Principal, clock: Principal, is_refused: bool,
    ) -> None:  # fmt: skip
        other = make_principal(Role.DEPUTY)
        judge(ended, gas_appeal, day=later(-20))
        pending = PendingAct.objects.get(act="contract.record-judgment")
        if is_refused:
            refuse_act(pending_id=pending.pk, actor=deputy, on=DAY, at=moment(DAY), reason=REASONS)
        else:
            end = pending.expires_on + timedelta(1)
            expire_acts(as_of=end, actor=clock, at=moment(end))
        for message in Message.objects.filter(carrier=CarrierName.NEWS):
            spread(payload=message.payload, at=moment(DAY))

        found = Notification.objects.filter(kind="contract.judgment_unconfirmed")
        heard = {*found.values_list("user_id", flat=True)}
        assert {operator.user_id, gas_manager.user_id, other.user_id} <= heard
        assert WAITS not in closed(SETTLE, ended, gas_manager)


def closed(act: Act, record: Any, actor: Principal) -> str:
    """Return why an act is not open, asked of a fresh record; "" where it is."""
    fresh = type(record).objects.get(pk=record.pk)
    found = why_not(act, fresh, actor, DAY)
    return "" if found is None else found.message


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def raw_judgment(contract: Contract, actor: Principal, **more: str) -> Callable[[], None]:
    """Return a raw statement that writes a judgment of today on the end, in force at once."""
    assert contract.ending_proof
    columns = ", ".join(
        str(f.column)
        for f in EndingProof._meta.concrete_fields
        if f.column not in ("id", "judged_days")
    )
    values = {
        "created_at": "now()", "updated_at": "now()", "public_id": "gen_random_uuid()",
        "contract_id": contract.pk, "kind": "'judgment'", "document_no": "'1'",
        "source_id": f"'{contract.ending_proof.public_id}'", "document_on": "pishkhan_today()",
        "scan_size": 1, "scan_sha256": "repeat('0', 64)", "decided_on": "pishkhan_today()",
        "decided_by": actor.user_id, "judged_id": contract.ending_proof_id,
        "judged_act": "'terminate'", "judgment_result": "'annulled'",
        "in_force_on": "pishkhan_today()", "is_waiting": "false", **more,
    }  # fmt: skip
    row = ", ".join(str(values.get(name, "'x'")) for name in columns.split(", "))
    return lambda: run(f"INSERT INTO contracts_endingproof ({columns}) VALUES ({row})")


class TestWall:
    def test_raw_sql_lets_no_judgment_take_effect_alone(
        self, ended: Contract, gas_appeal: Principal
    ) -> None:
        judge(ended, gas_appeal, day=later(-20))

        def write() -> None:
            run("UPDATE contracts_endingproof SET in_force_on = pishkhan_today()"
                " WHERE kind = 'judgment'")  # fmt: skip
            run("SET CONSTRAINTS ALL IMMEDIATE")

        assert "confirmed by the deputy" in refused_at_runtime(write)

    def test_raw_sql_shortens_by_days_alone(
        self, contract: Contract, gas_appeal: Principal
    ) -> None:
        suspended(contract)
        contract.ending_proof = contract.suspension_proof  # what the judgment is about
        write = raw_judgment(
            contract, gas_appeal, judged_act="'suspend'", judgment_result="'reduced'"
        )

        assert "names its days" in refused_at_runtime(write)

    def test_raw_sql_changes_no_judgment(self, ended: Contract, gas_appeal: Principal) -> None:
        judge(ended, gas_appeal)
        for column in ("judgment_result = 'upheld'", "in_force_on = NULL", "reasons = 'x'"):
            assert "neither changed" in refused_at_runtime(
                partial(run, f"UPDATE contracts_endingproof SET {column} WHERE judged_act <> ''")
            )

    @time_machine.travel(moment(DAY), tick=False)
    def test_raw_sql_writes_no_judgment_of_who_may_not(
        self, ended: Contract, gas_manager: Principal, chair: Principal
    ) -> None:
        for actor in (gas_manager, chair):
            assert "second signatory" in refused_at_runtime(raw_judgment(ended, actor))


def test_runs_on_after_a_reinstatement(
    ended: Contract, gas_appeal: Principal, gas_manager: Principal
) -> None:
    judge(ended, gas_appeal)
    reinstate_contract(
        contract_id=ended.pk, reason=REASONS, actor=gas_manager, on=DAY, at=moment(DAY)
    )
    ended.refresh_from_db()
    again = step(ended, S.ACTIVE)
    assert again.ends_on >= DAY + timedelta(days=1)
    assert look()[1] == []

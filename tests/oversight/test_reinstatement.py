"""An annulled ground reaches the contract: suspensions end, ends are reinstated (ADR 49)."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.models import AuditEvent
from contracts.actions import (
    call_guarantee,
    propose_addendum,
    record_remittance,
    reinstate_contract,
    settle_contract,
    sign_contract,
    withdraw_termination_notice,
)
from contracts.acts.contract import RECORD_SETTLEMENT, SETTLE
from contracts.acts.settlement import REMIT, REVERSE
from contracts.models import Contract, EndingProof
from contracts.states import ContractState as S
from core.acts import why_not
from core.clock import today
from core.errors import IllegalMove, Invalid, NotPermitted
from core.persian import persian_digits
from dashboard.facts.work import work_of
from offices.models import Office
from oversight import actions
from oversight.facts.duty_check import look
from oversight.facts.news import to_reinstate
from oversight.facts.review_rows import review_rows
from oversight.models import Duty, TerminationReview
from oversight.states import DutyState, RefusalCode
from tests.contracts.annulled import annul, proven, terminated
from tests.contracts.stories import (
    accepted,
    make_proof,
    scan,
    step,
    suspended,
    under_notice,
    worded,
)
from tests.factories import make_contract, make_principal, make_service, make_settlement
from tests.oversight.steps import DAY, REASONS, later, moment
from tests.runtime import make_role, serve_as
from tests.sql import refused, refused_at_runtime
from tests.violations.stories import Walk
from violations.models import Case

pytestmark = pytest.mark.django_db
WHEN: dict[str, Any] = {"on": DAY, "at": moment(DAY)}
REASON = "رأی دیوان مبنای فسخ را نقض کرده است و قرارداد برمی‌گردد."
ENDING = ("termination_review", "licence_cancellation_referral")
# What a sanction must be to carry an end, and a suspension.
CARRYING = (ENDING, ("suspension", *ENDING))
RESULTS = ("annulled", "sent_back", "reduced")
PROOFS = ("one", "later", "urgent", "earlier", "document")


@pytest.fixture
def ended(contract: Contract) -> Contract:
    """Return the gas company's contract, terminated on one final decision."""
    return terminated(contract, proven(contract, on=later(-60)))


def reinstate(contract: Contract, actor: Principal, on: date = DAY) -> Contract:
    return reinstate_contract(
        contract_id=contract.pk, reason=REASON, actor=actor, on=on, at=moment(on)
    )


def duty_of(contract: Contract) -> Duty:
    return Duty.objects.get(contract=contract, kind="reinstate")


@dataclass
class World:
    """A contract in a state, what it rests on, and which of its cases was annulled."""

    contract: Contract
    state: str
    cited: EndingProof | None
    other: EndingProof | None = None

    def rests_on_nothing(
        self, judged: EndingProof | None, result: str = "annulled", sanction: str = ""
    ) -> bool:
        """Compute by hand whether a judgment leaves the act without a ground."""
        if self.cited is None or judged is None or judged != self.cited:
            return False
        if result == "reduced" and sanction in CARRYING[self.state == S.SUSPENDED]:
            return False
        since = self.cited.decided_on
        other = self.other
        return not (
            other is not None
            and other.kind != "urgent"
            and other.decided_on >= since
            and (self.state not in (S.TERMINATED, S.SETTLED) or other.decided_on <= DAY)
        )


def world(contract: Contract, random: Random) -> World:
    """Return a random world around a contract."""
    state = random.choice([S.ACTIVE, S.SUSPENDED, S.TERMINATED, S.SETTLED])
    more = random.choice(PROOFS)
    since = later(-60) if state in (S.TERMINATED, S.SETTLED) else later(-5)
    earlier = since - timedelta(days=3)
    other: EndingProof | None = None
    if more == "earlier":
        other = proven(contract, on=earlier)
    cited = None
    if state != S.ACTIVE:
        cited = proven(contract, random.choice(ENDING), on=since)
    if more == "later":
        other = proven(contract, on=since + timedelta(days=1))
    elif more == "document":
        other = make_proof(contract, decided_on=since, document_on=since)
    elif more == "urgent":
        other = make_proof(
            contract, "urgent", decided_on=since, document_no="", document_on=None,
            document_issuer="",
        )  # fmt: skip
    if state == S.SUSPENDED:
        suspended(contract, proof=cited, suspended_on=since, suspended_until=later(20))
    elif cited is not None:
        terminated(contract, cited)
        if state == S.SETTLED:
            step(contract, S.SETTLED, settled_on=DAY)
    return World(contract, state, cited, other)


@pytest.mark.parametrize("seed", range(40))
def test_equals_a_computation_by_hand_on_random_worlds(
    contract: Contract, gas_appeal: Principal, seed: int
) -> None:
    random = Random(seed)
    made = world(contract, random)
    others = [made.other] if made.other and made.other.kind == "final_decision" else []
    annulled = random.choice([made.cited, made.cited, *others, None])
    result = random.choice(RESULTS)
    sanction = random.choice(("none", "written_warning", "suspension")) * (result == "reduced")
    alone = made.rests_on_nothing(annulled, result, sanction)

    if annulled is not None:
        annul(annulled, gas_appeal, result=result, sanction=sanction)

    contract.refresh_from_db()
    lifted = made.state == S.SUSPENDED and alone
    owed = made.state in (S.TERMINATED, S.SETTLED) and alone
    assert contract.state == (S.ACTIVE if lifted else made.state)
    assert Duty.objects.filter(contract=contract, kind="reinstate").count() == int(owed)
    assert look()[1] == []


class TestAnnulment:
    def test_tells_everybody_and_leaves_a_duty_of_five_working_days(
        self, ended: Contract, gas_appeal: Principal
    ) -> None:
        annul(ended.ending_proof, gas_appeal)

        duty = duty_of(ended)  # dated in the transaction of the judgment
        assert AuditEvent.objects.filter(verb="contract.termination_annulled").count() == 1
        assert (duty.starts_on, duty.due_on) == (DAY, date(2026, 12, 1))
        assert duty.agency_id == ended.agency_id

    def test_names_the_last_day_of_the_duty(self, ended: Contract, gas_appeal: Principal) -> None:
        annul(ended.ending_proof, gas_appeal)

        news = to_reinstate(str(ended.public_id))
        assert news
        assert news.values["due_on"] == "2026-12-01"

    def test_ends_a_suspension_at_once(self, contract: Contract, gas_appeal: Principal) -> None:
        proof = proven(contract, "suspension", later(-2))
        suspended(contract, proof=proof, suspended_on=later(-2), suspended_until=later(8))

        annul(proof, gas_appeal)

        contract.refresh_from_db()
        assert (contract.state, contract.suspended_until) == (S.ACTIVE, None)
        assert AuditEvent.objects.filter(verb="contract.suspension_annulled").count() == 1

    def test_takes_the_suspension_from_under_a_notice(
        self, contract: Contract, gas_appeal: Principal, gas_manager: Principal
    ) -> None:
        proof = proven(contract, "suspension", later(-2))
        suspended(contract, proof=proof, suspended_on=later(-2), suspended_until=later(8))
        before: dict[str, Any] = {"decided_on": later(-4), "document_on": later(-4)}
        under_notice(contract, proof=make_proof(contract, **before))

        annul(proof, gas_appeal)

        done = withdraw_termination_notice(
            contract_id=contract.pk, reason=REASON, actor=gas_manager, **WHEN
        )
        assert done.state == S.ACTIVE

    def test_reaches_what_a_review_decided_on_it(
        self, heard: TerminationReview, gas_manager: Principal, gas_appeal: Principal
    ) -> None:
        actions.decide_review(
            review_id=heard.pk, outcome="suspend", suspension_days=20, reasons=REASONS,
            actor=gas_manager, **WHEN,
        )  # fmt: skip
        contract = Contract.objects.get(pk=heard.contract_id)
        assert contract.state == S.SUSPENDED
        first = Case.objects.filter(contract=contract).order_by("pk")[0]

        annul(EndingProof(source_id=first.public_id), gas_appeal)

        contract.refresh_from_db()
        assert contract.state == S.ACTIVE

    def test_marks_the_review_that_was_decided_on_it_as_annulled(
        self, heard: TerminationReview, gas_manager: Principal, gas_appeal: Principal,
        operator: Principal, browser_of: Any,
    ) -> None:  # fmt: skip
        actions.decide_review(
            review_id=heard.pk, outcome="suspend", suspension_days=20, reasons=REASONS,
            actor=gas_manager, **WHEN,
        )  # fmt: skip
        first = Case.objects.filter(contract=heard.contract_id).order_by("pk")[0]

        def shown(reader: Principal) -> Any:
            return browser_of(reader).get(heard.get_absolute_url())

        assert shown(gas_manager).context["fallen"] is None
        annul(EndingProof(source_id=first.public_id), gas_appeal)

        for reader in (gas_manager, operator):
            page = shown(reader)
            assert page.context["marks"][0]["text"] == "مبنا نقض شد"
            assert page.context["fallen"].judgment.document_no == "دیوان/۱"
            assert first.get_absolute_url() in page.text

    def test_marks_the_review_as_annulled_in_lists_and_panels(
        self, heard: TerminationReview, gas_manager: Principal, gas_appeal: Principal,
        browser_of: Any,
    ) -> None:  # fmt: skip
        actions.decide_review(
            review_id=heard.pk, outcome="suspend", suspension_days=20, reasons=REASONS,
            actor=gas_manager, **WHEN,
        )  # fmt: skip
        first = Case.objects.filter(contract=heard.contract_id).order_by("pk")[0]
        browser = browser_of(gas_manager)

        def listed() -> tuple[str, str]:
            row = browser.get("/terminations?tab=all").context["rows"][0]
            return str(row["mark"]["text"]), str(row["outcome_label"])

        before = listed()
        annul(EndingProof(source_id=first.public_id), gas_appeal)

        assert before[1] == "تعلیق قرارداد"
        assert listed() == ("مبنا نقض شد", "تعلیق قرارداد، نقض‌شده")
        reviews = TerminationReview.objects.filter(pk=heard.pk)
        assert review_rows(reviews, DAY)[0]["mark"]["text"] == "مبنا نقض شد"

    def test_lets_go_of_open_flags_and_reviews_at_once(
        self, review: TerminationReview, gas_appeal: Principal
    ) -> None:
        case = Case.objects.filter(contract=review.contract).order_by("pk")[0]

        annul(EndingProof(source_id=case.public_id), gas_appeal)

        review.refresh_from_db()
        assert review.state == "superseded"


class TestSentBack:
    def test_asks_the_agency_to_decide_anew(
        self, ended: Contract, gas_appeal: Principal, clock: Principal
    ) -> None:
        case = annul(ended.ending_proof, gas_appeal, result="sent_back")
        actions.date_duties(actor=clock)

        duty = Duty.objects.get(case=case, kind="decide", ended_on=None)
        assert (duty.starts_on, duty.due_on, duty.round_no) == (DAY, case.decision_due_on, 2)
        assert duty_of(ended).state == DutyState.RUNNING
        assert look()[1] == []

    def test_is_not_healed_by_the_new_decision(
        self, ended: Contract, gas_appeal: Principal, gas: Agency, operator: Principal
    ) -> None:
        case = annul(ended.ending_proof, gas_appeal, result="sent_back")
        other = make_principal(Role.AGENCY_MANAGER, gas, name="مدیر دیگر")
        report: Any = SimpleNamespace(submitted_on=later(1))
        story = Walk(report, other, operator).use(case)
        story.decide(other, sanction="termination_review", override_reason=REASONS)
        story.notify("decision").waive("appeal")

        assert story.case.state == "final"
        assert duty_of(ended).state == DutyState.RUNNING
        assert look()[1] == []
        assert reinstate(ended, other, later(1)).state == S.ACTIVE


class TestReinstate:
    def test_puts_it_into_force_and_ends_the_duty(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal
    ) -> None:
        case = annul(ended.ending_proof, gas_appeal)

        done = reinstate(ended, gas_manager)

        done.refresh_from_db()
        assert (done.state, done.terminated_on, done.ending_proof) == (S.ACTIVE, None, None)
        assert done.reinstating_proof
        assert done.reinstating_proof.source_id == case.public_id
        duty = duty_of(done)
        assert (duty.state, duty.ended_on) == (DutyState.ACTED, DAY)
        assert set(done.contract_services.values_list("state", flat=True)) == {S.ACTIVE}
        assert look()[1] == []

    def test_is_refused_while_the_ground_stands(
        self, ended: Contract, gas_manager: Principal
    ) -> None:
        with pytest.raises(IllegalMove):
            reinstate(ended, gas_manager)

    def test_is_the_managers(
        self, ended: Contract, gas_appeal: Principal, gas_clerk: Principal
    ) -> None:
        annul(ended.ending_proof, gas_appeal)

        with pytest.raises(NotPermitted):
            reinstate(ended, gas_clerk)

    def test_of_a_term_that_has_passed_is_an_expiry(
        self, gas: Agency, office: Office, gas_appeal: Principal, gas_manager: Principal,
        first_policy: None,
    ) -> None:  # fmt: skip
        contract = make_contract(agency=gas, office=office, ends_on=later(-10))
        terminated(contract, proven(contract, on=later(-80)), later(-30))
        annul(contract.ending_proof, gas_appeal)

        done = reinstate(contract, gas_manager)

        assert (done.state, done.ended_on) == (S.EXPIRED, done.ends_on)

    def test_excludes_another_contract_of_the_line(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal
    ) -> None:
        services = [row.service for row in ended.contract_services.all()]
        rival = make_contract(
            agency=ended.agency, office=ended.office, services=services,
            state=S.PENDING_SIGNATURE, starts_on=later(1), signed_on=None,
            standing_exception=REASONS[:240],
        )  # fmt: skip
        rival = accepted(step(worded(step(rival, S.DRAFT)), S.PENDING_SIGNATURE))
        annul(ended.ending_proof, gas_appeal)

        with pytest.raises(IllegalMove, match=persian_digits(ended.number)):
            sign_contract(contract_id=rival.pk, actor=gas_manager, **WHEN)
        assert "reinstated first" in refused_at_runtime(
            lambda: step(rival, S.ACTIVE, signed_on=DAY)
        )

    def test_is_refused_while_another_contract_covers_a_service(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal
    ) -> None:
        services = [row.service for row in ended.contract_services.all()]
        make_contract(agency=ended.agency, office=ended.office, services=services,
                      starts_on=later(1))  # fmt: skip
        annul(ended.ending_proof, gas_appeal)

        with pytest.raises(IllegalMove):
            reinstate(ended, gas_manager)


class TestLocks:
    def test_keep_books_and_guarantees_closed(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal
    ) -> None:
        proof = ended.ending_proof
        assert proof
        annul(proof, gas_appeal)
        guarantee = ended.guarantees.get()

        with pytest.raises(IllegalMove):
            settle_contract(contract_id=ended.pk, clearance="۱۲", actor=gas_manager, **WHEN)
        with pytest.raises(IllegalMove):
            call_guarantee(
                guarantee_id=guarantee.pk, proof=proof, reason=REASON, actor=gas_manager, **WHEN
            )
        other = make_proof(ended)
        called = {
            "amount": 1, "reason": REASON, "called_on": today(), "called_by": gas_manager.user_id,
            "called_by_name": gas_manager.name,
        }  # fmt: skip
        locked = (
            lambda: step(ended, S.SETTLED, settled_on=DAY),
            lambda: ended.guarantees.update(state="called"),
            lambda: guarantee.calls.create(proof=other, **called),
        )
        for write in locked:
            assert "reinstated first" in refused_at_runtime(write)

    def test_lets_no_guarantee_be_called_on_what_fell(
        self, contract: Contract, gas_appeal: Principal, gas_manager: Principal
    ) -> None:
        proof = proven(contract, on=later(-1))
        annul(proof, gas_appeal)

        assert "proof that stands" in refused_at_runtime(
            lambda: contract.guarantees.get().calls.create(
                proof=proof, amount=1, reason=REASON, called_on=today(),
                called_by=gas_manager.user_id, called_by_name=gas_manager.name,
            )
        )  # fmt: skip

    def test_keep_the_account_closed(
        self, ended: Contract, gas_appeal: Principal, gas_clerk: Principal
    ) -> None:
        owed = make_settlement(ended)
        proof = ended.ending_proof
        assert proof
        annul(proof, gas_appeal)

        for act, row in ((RECORD_SETTLEMENT, ended), (REMIT, owed), (REVERSE, owed)):
            refusal = why_not(act, row, gas_clerk, DAY)
            assert refusal is not None
            assert "نخست قرارداد اعاده" in refusal.message
        with pytest.raises(IllegalMove):
            record_remittance(
                settlement_id=owed.pk, amount=1, settled_on=DAY, source="۱۲", actor=gas_clerk,
                **WHEN,
            )  # fmt: skip
        locked = (
            lambda: make_settlement(ended, due_on=later(60), recorded_on=DAY),
            lambda: make_settlement(ended, reverses=owed, amount=-owed.amount, recorded_on=DAY),
            lambda: owed.remittances.create(
                amount=1, paid_on=DAY, voucher="1", recorded_on=DAY,
                recorded_by=gas_clerk.user_id, recorded_by_name=gas_clerk.name,
            ),
            lambda: type(owed).objects.filter(pk=owed.pk).update(
                settled_on=DAY, settled_source="1", settled_by=gas_clerk.user_id
            ),
        )  # fmt: skip
        for write in locked:
            assert "reinstated first" in refused(write)

    def test_open_the_account_with_the_reinstatement(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal, gas_clerk: Principal
    ) -> None:
        owed = make_settlement(ended)
        proof = ended.ending_proof
        assert proof
        annul(proof, gas_appeal)
        reinstate(Contract.objects.get(pk=ended.pk), gas_manager)

        for act in (REMIT, REVERSE):
            assert why_not(act, type(owed).objects.get(pk=owed.pk), gas_clerk, DAY) is None


class TestImpossibility:
    def refuse(self, contract: Contract, actor: Principal, code: str, **values: Any) -> Duty:
        return actions.refuse_duty(
            duty_id=duty_of(contract).pk, code=code, reason=REASON, actor=actor, **WHEN, **values
        )

    def test_is_the_only_refusal_and_has_a_scan(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal, deputy: Principal,
        clock: Principal,
    ) -> None:  # fmt: skip
        services = [row.service for row in ended.contract_services.all()]
        make_contract(agency=ended.agency, office=ended.office, services=services,
                      starts_on=later(1))  # fmt: skip
        annul(ended.ending_proof, gas_appeal)

        for code in (RefusalCode.COURT, RefusalCode.TERM_PASSED):
            with pytest.raises(Invalid):
                self.refuse(ended, gas_manager, code, scan=scan())
        with pytest.raises(Invalid):
            self.refuse(ended, gas_manager, RefusalCode.LINE_HELD)
        done = self.refuse(ended, gas_manager, RefusalCode.LINE_HELD, scan=scan())

        assert (done.state, done.papers.standing().count()) == (DutyState.REFUSED, 1)
        assert look()[1] == []
        actions.date_duties(actor=clock)
        back = actions.reopen_duty(duty_id=done.pk, reason=REASON, actor=deputy, **WHEN)
        assert back.state == DutyState.RUNNING


class TestImpossible:
    """What an annulled end left stays locked until the deputy accepts that nothing can be done."""

    @pytest.fixture
    def refused(self, ended: Contract, gas_appeal: Principal, gas_manager: Principal) -> Duty:
        ended.office.licences.update(state="transferred", ended_on=later(-1))
        annul(ended.ending_proof, gas_appeal)
        return actions.refuse_duty(
            duty_id=duty_of(ended).pk, code=RefusalCode.NO_LICENCE, reason=REASON,
            actor=gas_manager, scan=scan(), **WHEN,
        )  # fmt: skip

    def test_locks_the_books_until_the_deputy_accepts_it(
        self, ended: Contract, refused: Duty, gas_manager: Principal, deputy: Principal
    ) -> None:
        assert why_not(SETTLE, ended, gas_manager, DAY) is not None
        assert "reinstated first" in refused_at_runtime(
            lambda: Contract.objects.filter(pk=ended.pk).update(
                state="settled", settled_on=DAY, version=ended.version + 1
            )
        )
        assert "refused" in {task.kind for task in work_of(deputy, later(400))}

        actions.accept_refusal(duty_id=refused.pk, reason=REASON, actor=deputy, **WHEN)

        fresh = Contract.objects.get(pk=ended.pk)
        assert why_not(SETTLE, fresh, gas_manager, DAY) is None
        assert "refused" not in {task.kind for task in work_of(deputy, later(400))}
        with pytest.raises(IllegalMove):
            actions.reopen_duty(duty_id=refused.pk, reason=REASON, actor=deputy, **WHEN)

    def test_is_accepted_by_the_deputy_alone(self, refused: Duty, gas_manager: Principal) -> None:
        with pytest.raises(NotPermitted):
            actions.accept_refusal(duty_id=refused.pk, reason=REASON, actor=gas_manager, **WHEN)
        assert "deputy accepts" in refused_at_runtime(
            lambda: Duty.objects.filter(pk=refused.pk).update(
                accepted_on=today(), accepted_by=gas_manager.user_id
            )
        )

    def test_is_not_made_by_an_addendum(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal
    ) -> None:
        annul(ended.ending_proof, gas_appeal)
        other = make_contract(agency=ended.agency, office=ended.office, services=[make_service(
            ended.agency)])  # fmt: skip
        lost = ended.contract_services.first()
        assert lost

        with pytest.raises(Invalid) as refusal:
            propose_addendum(
                contract_id=other.pk, effective_on=DAY, text=REASON, actor=gas_manager,
                added_service_ids=[lost.service_id], standing_exception=REASON, **WHEN,
            )  # fmt: skip
        assert "services" in refusal.value.fields


class TestPages:
    def test_say_it_to_both_sides_and_offer_the_act(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal,
        operator: Principal, browser_of: Any,
    ) -> None:  # fmt: skip
        annul(ended.ending_proof, gas_appeal)
        duty = duty_of(ended)

        page = browser_of(gas_manager).get(ended.get_absolute_url())
        theirs = browser_of(operator).get(ended.get_absolute_url())

        assert duty.get_absolute_url() in page.content.decode()
        assert f"{ended.get_absolute_url()}/reinstate" in page.content.decode()
        assert "مبنای این فسخ نقض شده است." in theirs.content.decode()
        assert duty.get_absolute_url() not in theirs.content.decode()
        for each in (page, theirs):
            assert "دیوان عدالت اداری" in each.text

    def test_say_on_the_offices_desk_what_the_agency_owes_it_and_until_when(
        self, ended: Contract, gas_appeal: Principal, operator: Principal, clock: Principal,
        browser_of: Any, monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        annul(ended.ending_proof, gas_appeal)
        actions.date_duties(actor=clock)
        due_on = duty_of(ended).due_on
        serve_as(make_role(), monkeypatch)

        page = browser_of(operator).get("/desk")

        (known,) = page.context["known"]
        assert (known.kind, known.number) == ("owed-reinstatement", ended.number)
        assert known.due_on == due_on
        assert not page.context["tasks"]

    def test_offer_no_refusal_while_nothing_makes_it_impossible(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal, browser_of: Any
    ) -> None:
        annul(ended.ending_proof, gas_appeal)
        address = f"{duty_of(ended).get_absolute_url()}/refuse"

        assert browser_of(gas_manager).get(address).status_code == 409
        ended.office.licences.update(state="transferred", ended_on=later(-1))
        refusing = browser_of(gas_manager).get(address)

        assert "multipart/form-data" in refusing.content.decode()
        form = refusing.context["form"]
        assert list(form.fields) == ["code", "reason", "scan"]
        assert [code for code, _label in form.fields["code"].choices if code] == ["no_licence"]

    def test_reinstate_by_rest(
        self, ended: Contract, gas_appeal: Principal, gas_manager: Principal, api_of: Any
    ) -> None:
        annul(ended.ending_proof, gas_appeal)

        shown = api_of(gas_manager).get(f"/api/v1/contracts/{ended.public_id}/transitions").json()

        assert "reinstate" in str(shown)
        rows = api_of(gas_manager).get("/api/v1/duties?kind=reinstate").json()["results"]
        assert [row["contract_number"] for row in rows] == [ended.number]

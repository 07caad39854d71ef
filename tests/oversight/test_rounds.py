"""What the rules find in a case that a judgment sent back and that was decided again (ADR 60)."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract, EndingProof
from core.clock import now, today
from core.persian import latin_digits
from oversight import actions
from oversight.facts import annulments
from oversight.facts.four_eyes import Breach, breaches
from oversight.facts.opening import news_since
from oversight.models import Flag, FlagEnd, RuleRun, TerminationReview
from tests import factories
from tests.contracts.annulled import terminated
from tests.contracts.stories import make_proof
from tests.factories import make_principal
from tests.oversight.steps import DAY, REASONS, later, moment
from tests.violations.stories import Walk, scan_of
from violations.actions import record_judgment
from violations.models import Case, CorrectiveAction, Decision, PointEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def next_manager(gas: Agency) -> Principal:
    """Return a manager who decided nothing before."""
    return make_principal(Role.AGENCY_MANAGER, gas, name="مدیر دیگر")


def judge(case: Case, actor: Principal, result: str, on: date = DAY, **values: Any) -> Case:
    at = values.pop("at", moment(on))
    defaults: dict[str, Any] = {
        "case_id": case.pk, "document_no": "دیوان/۱", "document_on": on, "actor": actor, "on": on,
        "document_issuer": "دیوان عدالت اداری", "reasons": REASONS, "result": result, "at": at,
        "evidence_ids": scan_of(actor, "judgment", at),
    }  # fmt: skip
    return record_judgment(**(defaults | values))


def decide(
    case: Case, manager: Principal, operator: Principal, on: date, sanction: str = "reminder"
) -> Case:
    """Decide a case that was sent back as proven, so that it becomes final on a day."""
    report: Any = SimpleNamespace(submitted_on=on)
    story = Walk(report, manager, operator).use(case)
    story.decide(manager, sanction=sanction, override_reason=REASONS)
    story.notify("decision").waive("appeal")
    assert (story.case.state, story.case.final_on) == ("final", on)
    return story.case


def run(clock: Principal, on: date, mode: str = "full") -> RuleRun:
    return actions.flag_termination_review(as_of=on, actor=clock, at=moment(on), mode=mode)


def open_flags(code: str) -> list[Flag]:
    return list(Flag.objects.open().filter(code=code, scope="contract").order_by("pk"))


class TestFormerCorrection:
    @pytest.mark.parametrize("mode", ["full", "incremental"])
    def test_does_not_count_in_the_new_round(
        self, contract: Contract, gas_appeal: Principal, next_manager: Principal,
        operator: Principal, clock: Principal, cure_watched: None, mode: str,
    ) -> None:  # fmt: skip
        case = factories.make_final_case(
            contract=contract, final_on=later(-80), sanction="reminder", severity="minor"
        )
        CorrectiveAction.objects.create(case=case, text="تعرفه نصب شود", due_on=later(-50))
        run(clock, later(-1))
        assert len(open_flags("F07")) == 1

        judge(case, gas_appeal, "sent_back")
        decide(case, next_manager, operator, later(1))
        run(clock, later(2), mode)

        assert open_flags("F07") == []


class TestSameFacts:
    def test_are_flagged_again_after_a_second_finding(
        self, review: TerminationReview, gas_appeal: Principal, next_manager: Principal,
        operator: Principal, clock: Principal,
    ) -> None:  # fmt: skip
        (flag,) = review.flags.all()
        case = flag.cases.order_by("pk")[0]
        judge(case, gas_appeal, "sent_back", later(1))
        assert FlagEnd.objects.get(flag=flag).kind == "superseded"

        decide(case, next_manager, operator, later(2))
        run(clock, later(3))

        (again,) = open_flags("F02")
        assert (again.subject, again.facts) == (flag.subject, flag.facts)
        assert again.reviews.count() == 1
        run(clock, later(4))
        assert open_flags("F02") == [again]

    def test_are_flagged_as_often_as_a_court_sends_back(
        self, review: TerminationReview, gas: Agency, gas_appeal: Principal, operator: Principal,
        clock: Principal,
    ) -> None:  # fmt: skip
        case = review.flags.get().cases.order_by("pk")[0]
        for number in range(1, 3):
            judge(case, gas_appeal, "sent_back", later(number * 2))
            manager = make_principal(Role.AGENCY_MANAGER, gas, name=f"مدیر {number}")
            decide(case, manager, operator, later(number * 2 + 1))
            run(clock, later(number * 2 + 1))
            assert len(open_flags("F02")) == 1

        assert Flag.objects.filter(code="F02", scope="contract").count() == 3


class TestDecidedReview:
    """A review that was decided comes back by a new fact, and by no judgment for the office."""

    @pytest.fixture
    def decided(
        self, contract: Contract, clock: Principal, gas_manager: Principal, operator: Principal
    ) -> TerminationReview:
        for days in (-60, -50, -40):
            factories.make_final_case(
                contract=contract, final_on=later(days), sanction="suspension", sanction_days=9,
                executed_on=later(days),
            )  # fmt: skip
        run(clock, DAY)
        found = TerminationReview.objects.get()
        values: dict[str, Any] = {"review_id": found.pk, "on": DAY, "at": moment(DAY)}
        actions.acknowledge_review(actor=operator, **values)
        actions.answer_review(text=REASONS, actor=operator, **values)
        actions.waive_hearing(actor=operator, **values)
        actions.decide_review(outcome="warn", reasons=REASONS, actor=gas_manager, **values)
        return found

    @pytest.mark.parametrize("result", ["annulled", "reduced", "sent_back"])
    @pytest.mark.parametrize("which", range(3))
    @pytest.mark.parametrize("mode", ["full", "incremental"])
    def test_stays_decided(
        self, decided: TerminationReview, gas_appeal: Principal, clock: Principal, result: str,
        which: int, mode: str, browser_of: Any, gas_manager: Principal,
    ) -> None:  # fmt: skip
        case = Case.objects.order_by("pk")[which]
        judge(case, gas_appeal, result, sanction="reminder" * (result == "reduced"))

        run(clock, later(1), mode)

        assert list(TerminationReview.objects.all()) == [decided]
        if mode == "full" and not which:
            fresh = factories.make_final_case(
                contract=decided.contract, final_on=later(1), occurred_on=later(-9)
            )
            run(clock, later(2))
            new = TerminationReview.objects.exclude(pk=decided.pk).get()
            said = latin_digits(news_since(new, gas_manager))
            assert decided.number in said
            assert fresh.number in said
            assert case.number not in said


class TestPoints:
    def test_of_the_new_round_carry_a_flag(
        self, contract: Contract, gas_appeal: Principal, next_manager: Principal,
        operator: Principal, clock: Principal,
    ) -> None:  # fmt: skip
        case = factories.make_final_case(
            contract=contract, final_on=later(-40), sanction="reminder", points=120
        )
        PointEntry.objects.create(
            case=case, office=case.office, holder=case.holder, points=case.points,
            effective_on=later(-40), expires_on=later(600),
        )  # fmt: skip
        judge(case, gas_appeal, "sent_back")
        decide(case, next_manager, operator, later(1))
        run(clock, later(2))
        (flag,) = open_flags("F04")

        actions.supersede_stale(as_of=later(2), actor=clock)
        run(clock, later(3))

        assert open_flags("F04") == [flag]
        judge(case, gas_appeal, "annulled", later(3))
        assert open_flags("F04") == []
        assert case.number in latin_digits(FlagEnd.objects.get(flag=flag).reason)


class TestReducedWarning:
    @pytest.fixture
    def review(self, contract: Contract, clock: Principal) -> tuple[Case, TerminationReview]:
        """Return a warning, and the review of a violation while it was in force."""
        warned = factories.make_final_case(
            contract=contract, final_on=later(-180), sanction="written_warning",
            severity="minor", points=10,
        )  # fmt: skip
        factories.make_final_case(
            contract=contract, final_on=later(-25), sanction="reminder", severity="minor",
            occurred_on=later(-90), points=10,
        )  # fmt: skip
        run(clock, DAY)
        (flag,) = open_flags("F06")
        return warned, flag.reviews.get()

    def test_ends_flag_and_review(
        self, review: tuple[Case, TerminationReview], gas_appeal: Principal, clock: Principal
    ) -> None:
        warned, found = review

        judge(warned, gas_appeal, "reduced", sanction="reminder")

        assert open_flags("F06") == []
        run(clock, later(1))
        assert open_flags("F06") == []
        found.refresh_from_db()
        assert found.state == "superseded"

    def test_leaves_a_suspension_of_its_review_without_ground(
        self, contract: Contract, gas_appeal: Principal, gas_manager: Principal,
        operator: Principal, review: tuple[Case, TerminationReview],
    ) -> None:  # fmt: skip
        warned, found = review
        values: dict[str, Any] = {"review_id": found.pk, "on": DAY, "at": moment(DAY)}
        actions.acknowledge_review(actor=operator, **values)
        actions.answer_review(text=REASONS, actor=operator, **values)
        actions.waive_hearing(actor=operator, **values)
        actions.decide_review(
            outcome="suspend", suspension_days=20, reasons=REASONS, actor=gas_manager, **values
        )
        contract.refresh_from_db()
        assert contract.state == "suspended"

        judge(warned, gas_appeal, "reduced", sanction="reminder")

        contract.refresh_from_db()
        assert contract.state == "active"

    @pytest.mark.parametrize(("occurred", "is_flagged"), [(-1, False), (0, False), (1, True)])
    def test_is_given_by_the_judgment_that_reduced_to_it(
        self, contract: Contract, gas_appeal: Principal, clock: Principal, occurred: int,
        is_flagged: bool,
    ) -> None:  # fmt: skip
        day = later(-60)
        case = factories.make_final_case(
            contract=contract, final_on=later(-300), sanction="suspension", sanction_days=10,
            executed_on=later(-299), severity="minor", points=10,
        )  # fmt: skip
        judge(case, gas_appeal, "reduced", day, sanction="written_warning")
        factories.make_final_case(
            contract=contract, final_on=DAY, sanction="reminder", severity="minor", points=10,
            occurred_on=later(occurred, day), opened_on=later(occurred, day),
        )  # fmt: skip

        run(clock, DAY)

        assert bool(open_flags("F06")) is is_flagged


def proof_of(contract: Contract, case: Case, on: date) -> EndingProof:
    """Write the final decision of a case as a proof on a day."""
    return make_proof(
        contract, "final_decision", source_id=case.public_id, source_label=case.number,
        document_no="", document_on=None, document_issuer="", decided_on=on,
    )  # fmt: skip


class TestGround:
    def final(self, contract: Contract, on: date) -> Case:
        return factories.make_final_case(
            contract=contract, final_on=on, sanction="termination_review", executed_on=on
        )

    def test_of_the_new_decision_stands_from_its_moment(
        self, contract: Contract, gas_appeal: Principal, next_manager: Principal,
        operator: Principal,
    ) -> None:  # fmt: skip
        case = self.final(contract, later(-40))
        former = proof_of(contract, case, today())
        judge(case, gas_appeal, "sent_back", today(), at=now())
        decide(case, next_manager, operator, today(), "termination_review")
        new = proof_of(contract, case, today())

        assert annulments.fell(former, "suspend")
        assert not annulments.fell(new, "suspend")

    def test_names_the_judgment_that_took_it(
        self, contract: Contract, gas_appeal: Principal, next_manager: Principal,
        operator: Principal,
    ) -> None:  # fmt: skip
        case = self.final(contract, later(-150))
        judge(case, gas_appeal, "sent_back", later(-90), document_no="1")
        case = decide(case, next_manager, operator, later(-89), "termination_review")
        terminated(contract, proof_of(contract, case, later(-60)))
        judge(case, gas_appeal, "annulled", document_no="2")

        found = annulments.fallen(contract.office_id, "terminate")[contract.pk]

        assert latin_digits(found.source_label) == "2"

    def test_names_no_later_judgment(
        self, contract: Contract, gas_appeal: Principal, next_manager: Principal,
        operator: Principal,
    ) -> None:  # fmt: skip
        case = self.final(contract, later(-100))
        terminated(contract, proof_of(contract, case, later(-60)))
        judge(case, gas_appeal, "sent_back", later(-5), document_no="1")
        case = decide(case, next_manager, operator, later(-4), "termination_review")
        judge(case, gas_appeal, "annulled", document_no="2")

        found = annulments.fallen(contract.office_id, "terminate")[contract.pk]

        assert latin_digits(found.source_label) == "1"


class TestLateness:
    def test_is_flagged_in_each_round(
        self, contract: Contract, gas_appeal: Principal, next_manager: Principal,
        operator: Principal, clock: Principal,
    ) -> None:  # fmt: skip
        case = factories.make_final_case(
            contract=contract, final_on=later(-190), sanction="reminder"
        )
        found = []
        for day in (later(-150), later(-80)):
            judge(case, gas_appeal, "sent_back", day)
            run(clock, later(60, day))
            (flag,) = Flag.objects.open().filter(code="A01")
            run(clock, later(61, day))
            assert Flag.objects.open().get(code="A01") == flag
            found.append(flag.facts[0])
            if len(found) == 1:
                decide(case, next_manager, operator, later(62, day))

        assert [fact.split(":")[2] for fact in found] == ["undecided"] * 2
        assert found[0] != found[1]


class TestPersons:
    def test_of_a_lawful_round_are_no_breach(
        self, contract: Contract, gas: Agency, gas_appeal: Principal, operator: Principal
    ) -> None:
        case = factories.make_final_case(contract=contract, final_on=later(-40))
        judge(case, gas_appeal, "sent_back")
        Decision.objects.create(
            case=case, forum="agency", outcome="proven", reasons=REASONS, decided_on=later(1),
            decided_by=gas_appeal.user_id, decided_by_name=gas_appeal.name, sanction="reminder",
        )  # fmt: skip

        assert [one for one in breaches() if one.number == case.number] == []

    def test_who_decide_twice_are_seen_by_the_nightly_check(
        self, contract: Contract, gas_appeal: Principal, next_manager: Principal,
        operator: Principal,
    ) -> None:  # fmt: skip
        case = factories.make_final_case(contract=contract, final_on=later(-40))
        judge(case, gas_appeal, "sent_back")
        case = decide(case, next_manager, operator, later(1))
        judge(case, gas_appeal, "sent_back", later(1))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE violations_decision DISABLE TRIGGER USER")
        Decision.objects.create(
            case=case, forum="agency", outcome="proven", reasons=REASONS, round_no=3,
            decided_on=later(2), decided_by=next_manager.user_id, decided_by_name="مدیر",
            sanction="reminder",
        )  # fmt: skip

        assert Breach("decided_again", case.number) in breaches()

"""
A second account of one person does not make a second person: in each act, in SQL, and at night.

Every pair of SECURITY 3 stands here once; the acts themselves are tested where they live.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from accounts.actions.users import write_active
from accounts.jobs import acting_as
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from contracts import actions as contract_actions
from contracts.models import Contract
from core.clock import now
from core.errors import DomainError, Invalid, NotPermitted
from oversight import actions, tasks
from oversight.facts import four_eyes
from oversight.facts.reporters import reporter_blocked
from oversight.facts.turns import usual
from oversight.models import PolicyVersion, RuleRun, TerminationReview
from oversight.states import TWICE
from tests import factories
from tests.contracts.stories import accepted, step, worded
from tests.factories import TODAY, make_principal, make_same_person
from tests.oversight.steps import DAY, REASONS, later, moment
from tests.runtime import as_runtime, make_role
from tests.violations.stories import REASONS as GROUNDS
from tests.violations.stories import Walk, file_report, noon
from tests.violations.test_stand_ins import name
from violations import actions as violation_actions
from violations.models import CaseReport, Decision, ViolationReport

LONG_AGO = TODAY - timedelta(days=60)
pytestmark = pytest.mark.django_db


def refused(call: Any) -> str:
    """Return with which words the database refuses; nothing when it lets it pass."""
    try:
        with transaction.atomic():
            call()
    except IntegrityError as error:
        return str(error).split("\n")[0]
    return ""


def forbidden(call: Any) -> bool:
    """Tell whether the action refuses."""
    try:
        with transaction.atomic():
            call()
    except DomainError:
        return True
    return False


@pytest.fixture
def twins(gas_clerk: Principal, gas_manager: Principal, gas_appeal: Principal) -> None:
    """Let clerk, manager and appeal decider of the gas company be one person."""
    make_same_person(gas_clerk, gas_manager, gas_appeal)


@pytest.fixture
def honest(gas: Any) -> Principal:
    """Return a second manager of the gas company, who is somebody else."""
    return make_principal(Role.AGENCY_MANAGER, gas, name="مدیر دیگر گاز")


@pytest.fixture
def filed(contract: Contract, gas_clerk: Principal) -> ViolationReport:
    """Return the clerk's report, filed two months ago."""
    return file_report(contract, gas_clerk, on=LONG_AGO)


@pytest.fixture
def heard(filed: ViolationReport, honest: Principal, operator: Principal) -> Walk:
    """Return the case of the clerk's report, weighed by the other manager, the office heard."""
    return Walk(filed, honest, operator).open().notify().defend()


@pytest.fixture
def stuck(heard: Walk, honest: Principal) -> Walk:
    """Return the case after the agency's only manager has left: nobody there is free."""
    RoleGrant.objects.filter(user_id=honest.user_id).update(ends_on=LONG_AGO)
    heard.day = TODAY
    return heard


@pytest.fixture
def member(db: None) -> Principal:
    """Return a member of the committee who has nothing to do with the case."""
    return make_principal(Role.COMMITTEE_MEMBER, name="عضو بی‌طرف")


@pytest.mark.usefixtures("twins")
class TestActs:
    def test_nobody_weighs_the_own_report(self, filed, gas_manager, honest):
        call = {"report_id": filed.pk, "on": LONG_AGO, "at": noon(LONG_AGO)}

        assert forbidden(lambda: violation_actions.accept_report(actor=gas_manager, **call))
        assert not forbidden(lambda: violation_actions.accept_report(actor=honest, **call))

    def test_nobody_decides_the_own_report(self, heard, gas_manager, honest):
        assert forbidden(lambda: heard.decide(gas_manager))
        assert not forbidden(lambda: heard.decide(honest))

    def test_nobody_decides_an_objection_to_the_own_report(self, heard, honest, gas_appeal):
        heard.decide(honest).notify("decision").appeal()

        assert forbidden(lambda: self.uphold(heard, gas_appeal))

    def test_nobody_decides_an_objection_to_the_own_decision(
        self, contract, gas, power_clerk, honest, operator
    ):
        reporter = make_principal(Role.AGENCY_CLERK, gas)
        decider, again = (make_principal(Role.AGENCY_APPEAL, gas) for _number in range(2))
        make_same_person(honest, decider)
        report = file_report(contract, reporter, on=LONG_AGO)
        walk = Walk(report, honest, operator).open().notify().defend()
        walk.decide(honest).notify("decision").appeal()

        assert forbidden(lambda: self.uphold(walk, decider))
        assert not forbidden(lambda: self.uphold(walk, again))

    @staticmethod
    def uphold(walk: Walk, actor: Principal) -> None:
        violation_actions.decide_appeal(
            case_id=walk.case.pk, result="upheld", reasons=GROUNDS, actor=actor, **walk.now
        )

    def test_nobody_sits_in_a_session_on_the_own_report(self, contract, chair, secretariat):
        member, third = (make_principal(Role.COMMITTEE_MEMBER) for _number in range(2))
        reporter = make_principal(Role.EXPERT)
        make_same_person(member, reporter)
        kind = factories.make_type(track="licence")
        report = file_report(contract, reporter, kind, on=LONG_AGO, agency_id=None)
        operator = make_principal(Role.OPERATOR, contract.office)
        walk = Walk(report, secretariat, operator).open().notify().defend()

        other = make_principal(Role.COMMITTEE_MEMBER)
        with pytest.raises(Invalid):
            walk.sit(chair, member, third)
        assert not forbidden(lambda: walk.sit(chair, other, third).decide(chair))

    def test_nobody_decides_a_review_on_the_own_report(
        self, review, operator, gas_clerk, gas_manager, honest
    ):
        part_of(review, gas_clerk)
        hear(review, operator)
        call: dict[str, Any] = {
            "review_id": review.pk, "outcome": "warn", "reasons": REASONS, "on": DAY,
            "at": moment(DAY),
        }  # fmt: skip

        assert forbidden(lambda: actions.decide_review(actor=gas_manager, **call))
        assert not forbidden(lambda: actions.decide_review(actor=honest, **call))

    def test_nobody_approves_the_own_policy(self, first_policy, expert, deputy):
        second = make_principal(Role.DEPUTY)
        make_same_person(expert, second)
        version = propose(expert)
        call = {"version_id": version.pk, "on": DAY, "at": moment(DAY)}

        assert forbidden(lambda: actions.approve_policy(actor=second, **call))
        assert not forbidden(lambda: actions.approve_policy(actor=deputy, **call))

    def test_nobody_signs_the_own_draft(self, contract, gas_clerk, gas_manager, honest):
        pending = draft_of(contract, gas_clerk)
        call = {"contract_id": pending.pk, "on": TODAY, "at": noon(TODAY)}

        assert forbidden(lambda: contract_actions.sign_contract(actor=gas_manager, **call))
        assert not forbidden(lambda: contract_actions.sign_contract(actor=honest, **call))


@pytest.mark.usefixtures("twins")
class TestTheDatabase:
    def test_refuses_who_weighs_the_own_report(self, filed, gas_manager):
        told = refused(
            lambda: ViolationReport.objects.filter(pk=filed.pk).update(
                state="accepted", version=2, triaged_by=gas_manager.user_id, triaged_on=TODAY
            )
        )

        assert told == "Nobody triages the own report."

    @pytest.mark.parametrize("seated", [False, True])
    def test_refuses_who_decides_or_sits(self, heard, gas_manager, honest, seated):
        who = gas_manager.user_id
        seat = {"name": "عضو", "user_id": who, "is_present": True, "is_recused": False}

        told = refused(
            lambda: Decision.objects.create(
                case=heard.case, forum="agency", outcome="proven", reasons=GROUNDS,
                sanction="reminder", decided_on=TODAY, decided_by_name="یکی", occurrence=1,
                decided_by=honest.user_id if seated else who,
                attendance=[seat] if seated else [],
            )
        )  # fmt: skip

        assert told.startswith("Nobody")
        assert told.endswith("the own report.")

    def test_refuses_who_decides_an_objection_to_the_own_act(self, heard, honest, gas):
        decider = make_principal(Role.AGENCY_APPEAL, gas)
        make_same_person(honest, decider)
        heard.decide(honest).notify("decision").appeal()

        told = refused(
            lambda: Decision.objects.create(
                case=heard.case, forum="appeal", outcome="proven", reasons=GROUNDS,
                sanction="reminder", decided_on=TODAY, decided_by_name="یکی", occurrence=1,
                decided_by=decider.user_id,
            )
        )  # fmt: skip

        assert told == "An appeal is decided by somebody who had no part in the case."

    def test_refuses_the_deciders_report_afterwards(self, contract, gas, honest, operator, heard):
        twin = make_principal(Role.AGENCY_CLERK, gas)
        make_same_person(honest, twin)
        heard.decide(honest)
        report = factories.make_report(reporter=twin, contract=contract, type=heard.case.type)

        assert refused(lambda: CaseReport.objects.create(case=heard.case, report=report))

    def test_refuses_who_decides_a_review(self, review, operator, gas_clerk, gas_manager):
        part_of(review, gas_clerk)
        hear(review, operator)

        told = refused(
            lambda: TerminationReview.objects.filter(pk=review.pk).update(
                state="decided", outcome="warn", reasons=REASONS, decided_on=DAY,
                decided_by=gas_manager.user_id, decided_by_name="یکی", version=F("version") + 1,
            )
        )  # fmt: skip

        assert told == "Nobody decides on the own report."

    def test_refuses_who_approves_the_own_policy(self, first_policy, expert):
        second = make_principal(Role.DEPUTY)
        make_same_person(expert, second)
        version = propose(expert)

        told = refused(
            lambda: PolicyVersion.objects.filter(pk=version.pk).update(
                state="approved", approved_by=second.user_id, approved_on=DAY
            )
        )

        assert told == "A policy is approved by another person than its proposer."

    def test_refuses_who_signs_the_own_draft(self, contract, gas_clerk, gas_manager):
        pending = draft_of(contract, gas_clerk)

        told = refused(
            lambda: step(pending, "active", signed_on=TODAY, signed_by=gas_manager.user_id)
        )

        assert told == "A contract is drafted and signed by two persons."


class TestAtNight:
    def test_finds_nothing_where_two_persons_acted(self, heard, honest):
        heard.decide(honest)

        assert list(four_eyes.breaches()) == []

    def test_finds_every_pair_once_the_person_is_known(
        self, contract, heard, honest, gas, gas_clerk, gas_appeal, first_policy, expert, deputy,
        review, operator,
    ):  # fmt: skip
        heard.decide(honest).notify("decision").appeal()
        TestActs.uphold(heard, gas_appeal)
        pending = draft_of(contract, gas_clerk)
        contract_actions.sign_contract(
            contract_id=pending.pk, actor=honest, on=TODAY, at=noon(TODAY)
        )
        version = propose(expert)
        actions.approve_policy(version_id=version.pk, actor=deputy, on=DAY, at=moment(DAY))
        part_of(review, gas_clerk)
        hear(review, operator)
        actions.decide_review(
            review_id=review.pk, outcome="warn", reasons=REASONS, actor=honest, on=DAY,
            at=moment(DAY),
        )  # fmt: skip

        make_same_person(gas_clerk, honest, gas_appeal)
        make_same_person(expert, deputy)

        found = {breach.rule for breach in four_eyes.breaches()}
        assert found == {
            "report_weighed", "case_decided", "appeal_decided", "contract_signed",
            "policy_approved", "act_confirmed", "review_decided",
        }  # fmt: skip

    def test_finds_no_fault_in_a_naming_that_was_due(self, stuck, deputy, member):
        name(stuck, deputy, member)

        assert list(four_eyes.breaches()) == []

    def test_finds_a_naming_of_who_reported(self, stuck, deputy, member, gas_clerk):
        name(stuck, deputy, member)

        make_same_person(member, gas_clerk)

        assert {breach.rule for breach in four_eyes.breaches()} == {"stand_in_had_part"}

    def test_finds_a_naming_of_oneself(self, stuck, deputy, member):
        name(stuck, deputy, member)

        make_same_person(member, deputy)

        assert {breach.rule for breach in four_eyes.breaches()} == {"stand_in_named"}

    @pytest.mark.parametrize("who", ["deputy", "member"])
    def test_finds_a_naming_without_the_role(self, stuck, deputy, member, who, request):
        name(stuck, deputy, member)
        person = request.getfixturevalue(who)

        RoleGrant.objects.filter(user_id=person.user_id).update(ends_on=LONG_AGO)

        assert {breach.rule for breach in four_eyes.breaches()} == {"stand_in_by_role"}

    def test_finds_a_naming_while_somebody_was_free(self, stuck, deputy, member, gas, gas_clerk):
        signatory = make_principal(Role.AGENCY_APPEAL, gas)
        make_same_person(signatory, gas_clerk)
        name(stuck, deputy, member, at=now())
        assert list(four_eyes.breaches()) == []

        make_same_person(signatory)

        found = list(four_eyes.breaches())
        assert found == [four_eyes.Breach("stand_in_out_of_turn", stuck.case.number)]

    def test_finds_no_fault_when_somebody_came_later(self, stuck, deputy, member, gas):
        name(stuck, deputy, member, at=now())

        make_principal(Role.AGENCY_APPEAL, gas)

        assert list(four_eyes.breaches()) == []

    @pytest.mark.parametrize("was_in", [True, False])
    def test_asks_whose_account_was_open_on_the_day_of_the_naming(
        self, stuck, deputy, member, gas, gas_clerk, was_in
    ):
        admin = make_principal(Role.PLATFORM_ADMIN)
        signatory = make_principal(Role.AGENCY_APPEAL, gas)
        make_same_person(signatory, gas_clerk)
        if not was_in:
            let(signatory, admin, was_in=False, at=now())
        name(stuck, deputy, member, at=now())
        make_same_person(signatory)
        let(signatory, admin, was_in=not was_in, at=now())

        found = [breach.rule for breach in four_eyes.breaches()]

        assert found == (["stand_in_out_of_turn"] if was_in else [])

    def test_has_words_for_each_rule(self):
        rules = set(re.findall(r"(?:SELECT|UNION SELECT) '(\w+)'", four_eyes._PAIRS))

        assert rules == set(TWICE)

    def test_does_not_lean_on_the_guards(self):
        assert "accounts_same_person" not in four_eyes._PAIRS

    def test_leaves_one_row_a_day(self, gas_clerk, clock):
        first = tasks.check_four_eyes(as_of=DAY.isoformat())
        again = tasks.check_four_eyes(as_of=DAY.isoformat())

        assert first == again == {"breaches": 0, "unidentified": 1}
        run = RuleRun.objects.get(job="check_four_eyes")
        assert (run.state, run.counts["unknown"]) == ("done", [username_of(gas_clerk)])

    def test_is_for_the_clock(self, gas_clerk):
        assert forbidden(
            lambda: actions.check_four_eyes(as_of=DAY, actor=gas_clerk, at=moment(DAY))
        )

    def test_is_read_on_the_page_of_runs(self, browser_of, auditor, filed, honest):
        violation_actions.accept_report(
            report_id=filed.pk, actor=honest, on=LONG_AGO, at=noon(LONG_AGO)
        )
        clerk = Principal(filed.reporter_id, 0, Role.AGENCY_CLERK, "")
        make_same_person(clerk, honest)
        tasks.check_four_eyes(as_of=DAY.isoformat())

        text = browser_of(auditor).get("/runs").content.decode()

        assert "ثبت و بررسی به دست یک شخص" in text

    def test_asks_the_same_number_of_queries(self, filed):
        with connection.execute_wrapper(count := Count()):
            four_eyes.breaches()

        assert count.taken == 1


class Count:
    """Counts the statements that pass."""

    taken = 0

    def __call__(self, execute: Any, *rest: Any) -> Any:
        self.taken += 1
        return execute(*rest)


def username_of(principal: Principal) -> str:
    """Return the username of an account."""
    return str(User.objects.get(pk=principal.user_id).username)


def let(person: Principal, admin: Principal, *, was_in: bool, at: Any) -> None:
    """Let a person in, or shut the person out."""
    user = User.objects.get(pk=person.user_id)
    write_active(user, was_in, "به خواست دستگاه", admin, at)


def propose(actor: Principal) -> PolicyVersion:
    """Propose a policy with one other number."""
    rule = {"code": "F02", "is_enabled": True,
            "parameters": {"count": 3, "months": 12, "severities": ["major"]}}  # fmt: skip
    return actions.propose_policy(
        title="نسخهٔ تازه", valid_from=later(7), note="مصوبهٔ جلسهٔ ۱۳ کارگروه دربارهٔ تکرار",
        rules=[rule], actor=actor, on=DAY, at=moment(DAY),
    )  # fmt: skip


def draft_of(contract: Contract, actor: Principal) -> Contract:
    """Return a secured contract that the actor drafted with the same agency."""
    service = factories.make_service(contract.agency)
    pending = contract_actions.draft_contract(
        agency_id=contract.agency_id, office_id=contract.office_id, service_ids=[service.pk],
        starts_on=TODAY, ends_on=TODAY + timedelta(days=300), actor=actor, on=TODAY,
        at=noon(TODAY), standing_exception=REASONS,
    )  # fmt: skip
    worded(pending)
    contract_actions.add_guarantee(
        contract_id=pending.pk, kind="bank", number="98-1", amount=1_000,
        expires_on=TODAY + timedelta(days=400), actor=actor, on=TODAY, at=noon(TODAY),
    )  # fmt: skip
    contract_actions.send_for_signature(
        contract_id=pending.pk, actor=actor, on=TODAY, at=noon(TODAY)
    )
    return accepted(pending, TODAY)


def part_of(review: TerminationReview, reporter: Principal) -> None:
    """Let a case that the review counts hold a report of this person."""
    counted = review.flags.get().cases.all()[0]
    report = factories.make_report(reporter=reporter, contract=review.contract, type=counted.type)
    CaseReport.objects.create(case=counted, report=report)


def hear(review: TerminationReview, operator: Principal) -> None:
    """Let the office acknowledge the notice, answer and end its time."""
    call: dict[str, Any] = {"review_id": review.pk, "actor": operator, "on": DAY, "at": moment(DAY)}
    actions.acknowledge_review(**call)
    actions.answer_review(text="تعرفه نصب و وجه اضافه برگشت داده شده است.", **call)
    actions.waive_hearing(**call)


class TestBehindTheFence:
    """What the asker's agency cannot see still counts, and is told in words."""

    @pytest.fixture
    def twin_of_power(self, review, power, power_clerk, gas_manager):
        """Let the review count a case of the power company that its manager reported there."""
        make_same_person(power_clerk, gas_manager)
        elsewhere = factories.make_contract(agency=power, office=review.office)
        counted = factories.make_final_case(contract=elsewhere)
        report = factories.make_report(reporter=power_clerk, contract=elsewhere, type=counted.type)
        CaseReport.objects.create(case=counted, report=report)
        review.flags.get().cases.add(counted)

    def test_refuses_a_reporter_in_words(self, review, operator, gas_manager, twin_of_power):
        hear(review, operator)
        role = make_role()

        with as_runtime(role), acting_as(gas_manager):
            assert not ViolationReport.objects.filter(agency__code="bargh").exists()
            assert reporter_blocked(review, gas_manager, DAY)
            with pytest.raises(NotPermitted):
                actions.decide_review(
                    review_id=review.pk, outcome="warn", reasons=REASONS, actor=gas_manager,
                    on=DAY, at=moment(DAY),
                )  # fmt: skip
            assert not ViolationReport.objects.filter(agency__code="bargh").exists()

    def test_offers_a_reporter_nothing_on_the_desk(self, review, operator, gas_manager, request):
        hear(review, operator)
        role = make_role()

        def waiting() -> list[int]:
            with as_runtime(role), acting_as(gas_manager):
                rows = usual(gas_manager, TerminationReview.objects.visible_to(gas_manager))
                return list(rows.values_list("pk", flat=True))

        assert waiting() == [review.pk]
        request.getfixturevalue("twin_of_power")
        assert waiting() == []

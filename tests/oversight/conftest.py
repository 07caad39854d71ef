"""A flagged contract of the gas company, and its review."""

from datetime import date

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract
from offices.models import Office
from oversight import actions
from oversight.models import TerminationReview
from tests import factories
from tests.oversight.steps import DAY, REASONS, later, moment
from violations.models import CaseReport


@pytest.fixture
def first_policy(db: None) -> None:
    """Bring in the first version of the policy."""
    actions.load_policies()


@pytest.fixture
def contract(gas: Agency, office: Office, first_policy: None) -> Contract:
    """Return the gas company's contract with the office."""
    return factories.make_contract(agency=gas, office=office)


@pytest.fixture
def day() -> date:
    """Return the day on which the review is opened; a module may begin earlier."""
    return DAY


@pytest.fixture
def flagged(contract: Contract, day: date) -> Contract:
    """Return the contract with two majors that became final, so that F02 holds."""
    for final_on in (later(-96, day), later(-25, day)):
        factories.make_final_case(contract=contract, final_on=final_on, sanction="reminder")
    return contract


@pytest.fixture
def review(flagged: Contract, clock: Principal, day: date) -> TerminationReview:
    """Return the review that the nightly run opened."""
    actions.flag_termination_review(as_of=day, actor=clock, at=moment(day))
    return TerminationReview.objects.get(contract=flagged)


@pytest.fixture
def served(review: TerminationReview, operator: Principal, day: date) -> TerminationReview:
    """Return the review after the office acknowledged its notice."""
    return actions.acknowledge_review(review_id=review.pk, actor=operator, on=day, at=moment(day))


@pytest.fixture
def heard(answered: TerminationReview, operator: Principal, day: date) -> TerminationReview:
    """Return the review after the office answered and ended its time."""
    return actions.waive_hearing(review_id=answered.pk, actor=operator, on=day, at=moment(day))


@pytest.fixture
def answered(served: TerminationReview, operator: Principal, day: date) -> TerminationReview:
    """Return the review after the office answered; its time runs on."""
    return actions.answer_review(
        review_id=served.pk,
        text="تعرفه نصب و وجه اضافه برگشت داده شده است.",
        actor=operator,
        on=day,
        at=moment(day),
    )


@pytest.fixture
def other_operator(db: None) -> Principal:
    """Return the operator of another office."""
    return factories.make_principal(Role.OPERATOR, factories.make_office(), name="متصدی دیگر")


@pytest.fixture
def cure_watched(contract: Contract, expert: Principal, deputy: Principal) -> None:
    """Switch F07 on long ago, by proposal and approval."""
    day = later(-400)
    version = actions.propose_policy(
        title="پیگیری اقدام اصلاحی", valid_from=later(-399), note="قاعدهٔ رفع نقص در کار بیاید.",
        rules=[{"code": "F07", "is_enabled": True}], actor=expert, on=day, at=moment(day),
    )  # fmt: skip
    actions.approve_policy(
        version_id=version.pk, actor=deputy.with_fresh_factor(), on=day, at=moment(day)
    )


@pytest.fixture
def stuck(heard: TerminationReview, gas_manager: Principal) -> TerminationReview:
    """Return a heard review that counts a report of the agency's only manager."""
    report = factories.make_report(reporter=gas_manager, contract=heard.contract)
    CaseReport.objects.create(case=heard.flags.get().cases.all()[0], report=report)
    return heard


@pytest.fixture
def decided(stuck: TerminationReview, gas_appeal: Principal) -> TerminationReview:
    """Return a review that the second signatory decided and the manager has to carry out."""
    actions.decide_review(
        review_id=stuck.pk, outcome="terminate", reasons=REASONS, actor=gas_appeal, on=DAY,
        at=moment(DAY),
    )  # fmt: skip
    return TerminationReview.objects.get(pk=stuck.pk)

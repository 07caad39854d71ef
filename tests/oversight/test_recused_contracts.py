"""Who stood back from the contracts of an office acts on no review of them."""

from datetime import date
from typing import Any

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from contracts.actions import stand_back
from contracts.models import ContractRecusal
from core.acts import TABLES, why_not
from core.errors import IllegalMove, NotPermitted
from oversight import actions
from oversight.acts.duties import RECUSED as RECUSED_FROM_DUTY
from oversight.acts.reviews import DECIDE, RECUSED, STAND_BACK
from oversight.facts import turns
from oversight.models import Duty, TerminationReview
from tests.factories import make_final_case, make_principal
from tests.oversight.steps import DAY, REASONS, moment
from tests.scenes.oversight import heard_review
from tests.sql import refused_at_runtime

pytestmark = pytest.mark.django_db
WHEN: dict[str, Any] = {"on": DAY, "at": moment(DAY)}
WHY = "از بستگان درجهٔ اول دارندهٔ پروانهٔ دفتر هستم."


@pytest.fixture
def review() -> TerminationReview:
    return heard_review()


@pytest.fixture
def manager(review: TerminationReview) -> Principal:
    return make_principal(Role.AGENCY_MANAGER, review.agency)


def recuse(review: TerminationReview, actor: Principal) -> TerminationReview:
    return actions.stand_back_from_review(review_id=review.pk, reason=WHY, actor=actor, **WHEN)


def test_a_recusal_from_a_review_ends_every_act_on_it(
    review: TerminationReview, manager: Principal
) -> None:
    recuse(review, manager)

    review = TerminationReview.objects.get(pk=review.pk)
    for act in TABLES["review"]:
        if act.is_for(manager) and act is not STAND_BACK:
            found = why_not(act, review, manager, DAY)
            assert found is not None, act
            assert found.message == RECUSED.reason(review, manager, DAY), act
    with pytest.raises(NotPermitted):
        actions.decide_review(
            review_id=review.pk, outcome="keep", reasons=REASONS, actor=manager, **WHEN
        )
    with pytest.raises(IllegalMove):
        recuse(review, manager)
    assert ContractRecusal.objects.get().contract_id == review.contract_id


def test_the_last_managers_review_passes_to_a_stand_in_at_once(
    review: TerminationReview, manager: Principal
) -> None:
    assert not turns.needs_stand_in(review, DAY)

    stand_back(contract_id=review.contract_id, reason=WHY, actor=manager, **WHEN)

    review = TerminationReview.objects.get(pk=review.pk)
    assert turns.needs_stand_in(review, DAY)
    deputy = make_principal(Role.DEPUTY)
    assert list(turns.unnamed(deputy, TerminationReview.objects.all(), DAY)) == [review]
    assert not turns.usual(manager, TerminationReview.objects.all()).exists()


def test_a_colleague_decides_for_who_stood_back(
    review: TerminationReview, manager: Principal
) -> None:
    colleague = make_principal(Role.AGENCY_MANAGER, review.agency)

    recuse(review, manager)

    fresh = TerminationReview.objects.get(pk=review.pk)
    assert why_not(DECIDE, fresh, colleague, DAY) is None


def test_the_database_refuses_the_decision_of_who_stood_back(
    review: TerminationReview, manager: Principal
) -> None:
    recuse(review, manager)

    def write() -> None:
        TerminationReview.objects.filter(pk=review.pk).update(
            state="decided", outcome="keep", reasons=REASONS, decided_by=manager.user_id,
            decided_by_name="x", decided_on=date(2026, 11, 24),
        )  # fmt: skip

    assert refused_at_runtime(write)


def test_a_duty_on_the_contract_is_refused_by_somebody_else() -> None:
    case = make_final_case(executed_on=None)
    manager = make_principal(Role.AGENCY_MANAGER, case.agency)
    assert case.contract_id
    stand_back(contract_id=case.contract_id, reason=WHY, actor=manager, **WHEN)
    duty = Duty.objects.get(case=case, kind="execute")

    assert RECUSED_FROM_DUTY.reason(duty, manager, DAY)


def test_is_on_the_page_of_the_review(
    review: TerminationReview, manager: Principal, browser_of: Any
) -> None:
    address = f"{review.get_absolute_url()}/{STAND_BACK.name}"
    browser = browser_of(manager)
    assert f'"{address}"' in browser.get(review.get_absolute_url()).text

    done = browser.post(address, {"reason": WHY, "version": review.version})

    assert done.status_code == 302
    assert ContractRecusal.objects.get().user_id == manager.user_id

"""From a report to a suspended contract, through the actions alone."""

from datetime import timedelta

import pytest

from contracts.states import ContractState
from tests.factories import make_type
from tests.violations.stories import LONG_AGO
from violations import actions
from violations.models import PointEntry
from violations.states import CaseState


@pytest.mark.django_db
class TestStory:
    def test_ends_in_points_and_a_suspended_contract(self, walk, gas_manager, contract):
        story = walk(kind=make_type("V1"), on=LONG_AGO).open().notify().defend()
        story.decide(
            gas_manager, sanction="suspension", sanction_days=15,
            override_reason="شدت رخداد و شمار مشترکان زیان‌دیده",
        )  # fmt: skip
        story.notify("decision").wait(30)

        case = story.case
        assert case.state == CaseState.FINAL
        assert case.final_on == case.appeal_due_on + timedelta(days=1)
        assert PointEntry.objects.get(case=case).points == 50

        actions.execute_sanction(case_id=case.pk, actor=gas_manager, **story.now)
        contract.refresh_from_db()
        assert contract.state == ContractState.SUSPENDED
        assert contract.suspended_until == story.day + timedelta(days=14)

    def test_is_told_in_one_sitting_by_waivers(self, walk, gas_manager):
        story = walk().open().notify().waive("defence").decide(gas_manager)
        story.notify("decision").waive("appeal")

        assert story.case.state == CaseState.FINAL
        assert story.case.final_on == story.day

"""Changing the rules takes two persons, and only future runs know of it."""

from dataclasses import replace

import pytest

from audit.models import AuditEvent
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from oversight import actions
from oversight.facts.policies import policy_in_force
from oversight.models import Flag, PolicyRule, PolicyVersion
from oversight.rules import MISSING, faults
from oversight.rules.conditions import WAITS
from oversight.states import RuleCode
from tests.oversight.steps import DAY, later, moment

CHANGE = {"code": "F02", "is_enabled": True,
          "parameters": {"count": 3, "months": 12, "severities": ["major"]}}  # fmt: skip
NOTE = "مصوبهٔ جلسهٔ ۱۳ کارگروه دربارهٔ آستانهٔ تکرار"


def propose(actor, rules=(CHANGE,), valid_from=None, note=NOTE, title="نسخهٔ تازه"):
    return actions.propose_policy(
        title=title, valid_from=valid_from or later(7), note=note, rules=list(rules),
        actor=actor, on=DAY, at=moment(DAY),
    )  # fmt: skip


def approve(version, actor, on=DAY):
    return actions.approve_policy(version_id=version.pk, actor=actor, on=on, at=moment(on))


class TestLoad:
    def test_seeds_the_first_version_once(self, db):
        first = actions.load_policies()

        assert actions.load_policies() == first
        assert (first.number, first.state) == (1, "approved")
        assert PolicyRule.objects.count() == len(RuleCode)

    def test_says_that_its_numbers_are_assumed(self, first_policy):
        assert set(PolicyRule.objects.values_list("provenance", flat=True)) == {"assumed"}
        assert all(PolicyRule.objects.filter(is_enabled=True).values_list("citation", flat=True))

    def test_has_sound_numbers(self, first_policy):
        for rule in PolicyRule.objects.all():
            assert faults(RuleCode(rule.code), rule.parameters) == []

    def test_switches_on_what_has_data(self, first_policy):
        on = PolicyRule.objects.filter(is_enabled=True).values_list("code", flat=True)

        assert set(on) == {"F01", "F02", "F03", "F04", "F05", "F06", "F09", "F11", "A01"}


class TestPropose:
    def test_makes_a_whole_version(self, first_policy, expert):
        version = propose(expert)

        assert (version.number, version.state) == (2, "proposed")
        assert version.rules.count() == len(RuleCode)
        assert version.rules.get(code="F02").parameters["count"] == 3
        assert version.rules.get(code="F03").parameters == {"count": 3, "months": 24}
        event = AuditEvent.objects.about(version).get()
        assert event.changes["F02"][1]["count"] == 3

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"valid_from": DAY}, "valid_from"),
            ({"note": "کوتاه"}, "note"),
            ({"title": " "}, "title"),
            ({"rules": [CHANGE | {"parameters": {"count": 0, "months": 12}}]}, "F02"),
            ({"rules": [{"code": "F12", "is_enabled": True}]}, "F12"),
            ({"rules": [{"code": "F99", "is_enabled": True}]}, "F99"),
        ],
    )
    def test_refuses_what_is_wrong(self, first_policy, expert, values, field):
        with pytest.raises(Invalid) as refusal:
            propose(expert, **values)

        assert field in refusal.value.fields

    @pytest.mark.parametrize("code", ["F07", "F08", "F10"])
    def test_switches_on_a_rule_whose_register_is_kept(self, first_policy, expert, code):
        version = propose(expert, rules=[{"code": code, "is_enabled": True, "citation": "فرض"}])

        rule = version.rules.get(code=code)
        assert (rule.is_enabled, rule.provenance, rule.citation) == (True, "assumed", "فرض")

    @pytest.mark.parametrize("code", sorted(MISSING))
    def test_says_of_a_rule_that_cannot_be_switched_on_what_it_waits_for(
        self, first_policy, expert, browser_of, code
    ):
        assert str(WAITS[code]) in browser_of(expert).get("/policy/1").content.decode()

    def test_refuses_a_proposal_that_changes_nothing(self, first_policy, expert):
        with pytest.raises(Invalid):
            propose(expert, rules=[])

    def test_refuses_before_there_is_a_policy(self, expert):
        with pytest.raises(IllegalMove):
            propose(expert)

    @pytest.mark.parametrize("role", ["deputy", "gas_manager", "auditor"])
    def test_refuses_a_role_without_the_permission(self, first_policy, role, request):
        with pytest.raises(NotPermitted):
            propose(request.getfixturevalue(role))


class TestApprove:
    def test_takes_effect_on_its_day_only(self, first_policy, expert, deputy):
        version = approve(propose(expert), deputy)

        assert (version.state, version.approved_by_name) == ("approved", "معاون نمونه")
        assert policy_in_force(later(6)).number == 1
        assert policy_in_force(later(7)).number == 2
        assert AuditEvent.objects.about(version).filter(verb="policy.approved").count() == 1

    def test_leaves_past_flags_as_they_are(self, review, expert, deputy, clock):
        before = list(Flag.objects.order_by("pk").values())
        approve(propose(expert), deputy)

        actions.flag_termination_review(as_of=later(8), actor=clock, at=moment(later(8)))

        assert list(Flag.objects.filter(as_of=DAY).order_by("pk").values()) == before
        assert not Flag.objects.filter(code="F02", as_of=later(8)).exists()

    def test_is_not_the_proposers(self, first_policy, expert, deputy):
        version = propose(expert)
        same = replace(deputy, user_id=expert.user_id)

        with pytest.raises(NotPermitted):
            approve(version, same)

    def test_refuses_when_its_day_has_come(self, first_policy, expert, deputy):
        with pytest.raises(IllegalMove):
            approve(propose(expert), deputy, on=later(7))

    def test_refuses_a_second_time(self, first_policy, expert, deputy):
        version = approve(propose(expert), deputy)

        with pytest.raises(IllegalMove):
            approve(version, deputy)

    def test_needs_a_fresh_factor(self, first_policy, expert, deputy):
        with pytest.raises(FactorRequired):
            approve(propose(expert), replace(deputy, fresh_factor=False))

    def test_refuses_a_role_without_the_permission(self, first_policy, expert, secretariat):
        with pytest.raises(NotPermitted):
            approve(propose(expert), secretariat)


class TestRefuse:
    def refuse(self, version, actor, reason="آستانهٔ تازه دفاتر روستایی را بی‌دلیل می‌زند."):
        return actions.refuse_policy(
            version_id=version.pk, reason=reason, actor=actor, on=DAY, at=moment(DAY)
        )

    def test_keeps_the_proposal_and_the_reason(self, first_policy, expert, deputy):
        version = self.refuse(propose(expert), deputy)

        assert version.state == "refused"
        assert "روستایی" in version.refusal
        assert policy_in_force(later(30)).number == 1

    def test_asks_for_a_reason(self, first_policy, expert, deputy):
        with pytest.raises(Invalid):
            self.refuse(propose(expert), deputy, reason="نه")

    def test_refuses_a_role_without_the_permission(self, first_policy, expert):
        with pytest.raises(NotPermitted):
            self.refuse(propose(expert), expert)


class TestVisibility:
    def test_shows_proposals_to_the_province_only(self, first_policy, expert, gas_manager):
        propose(expert)

        assert PolicyVersion.objects.visible_to(expert).count() == 2
        assert PolicyVersion.objects.visible_to(gas_manager).count() == 1

"""Changing the rules takes two persons, and only future runs know of it."""

from dataclasses import replace

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from approvals.models import PendingAct
from audit.models import AuditEvent
from core.acts import why_not
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from core.persian import persian_digits
from notices.facts.kinds import KINDS
from oversight import actions
from oversight.acts.policies import APPROVE, GONE, REFUSE_POLICY
from oversight.facts.policies import policy_in_force
from oversight.models import Flag, PolicyRule, PolicyVersion
from oversight.rules import MISSING, faults
from oversight.rules.conditions import WAITS
from oversight.states import PolicyState, RuleCode
from oversight.views.policies import WHY_ENDED
from tests.factories import make_principal
from tests.oversight.steps import DAY, later, moment
from tests.sql import refused, refused_at_runtime

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

    def test_begins_after_the_version_that_it_starts_from(self, first_policy, expert, deputy):
        approve(propose(expert, valid_from=later(30)), deputy)
        other = {"code": "F03", "is_enabled": True, "parameters": {"count": 4, "months": 24}}

        for day in (later(29), later(30)):
            with pytest.raises(Invalid) as refusal:
                propose(expert, rules=(other,), valid_from=day)
            assert "valid_from" in refusal.value.fields

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


class TestTable:
    def test_says_that_nobody_can_approve_a_version_without_a_pending_act(
        self, first_policy, expert, deputy
    ):
        bare = PolicyVersion.objects.create(
            number=9, title="نسخه", valid_from=later(9), proposed_by=expert.user_id,
            proposed_by_name=expert.name,
        )  # fmt: skip

        for act in (APPROVE, REFUSE_POLICY):
            found = why_not(act, bare, deputy, DAY)
            assert found is not None
            assert found.message == str(GONE)

    def test_says_why_the_pending_act_is_closed(self, first_policy, expert, deputy):
        version = propose(expert)
        approve(propose(expert, valid_from=later(9)), deputy)

        for act in (APPROVE, REFUSE_POLICY):  # the proposal ended with the other one's approval
            found = why_not(act, version, deputy, DAY)
            assert found is not None
            assert "دوباره پیشنهاد کنید" in found.message

    def test_asks_for_the_pending_act_once_for_both_answers(self, first_policy, expert, deputy):
        version = propose(expert)

        assert why_not(REFUSE_POLICY, version, deputy, DAY) is None
        with CaptureQueriesContext(connection) as captured:
            assert why_not(APPROVE, version, deputy, DAY) is None

        asked = [each["sql"] for each in captured if 'FROM "approvals_pendingact"' in each["sql"]]
        assert asked == []


class TestGuards:
    """Whoever writes SQL as the running house cannot approve without the second person."""

    def approve_by_hand(self, version, who) -> str:
        def by_hand() -> None:
            PolicyVersion.objects.filter(pk=version.pk).update(
                state="approved", approved_by=who, approved_by_name="کسی", approved_on=DAY
            )
            at_commit()

        return refused_at_runtime(by_hand)

    def test_refuse_an_approval_without_its_pending_act(self, first_policy, expert, deputy):
        assert "pending act" in self.approve_by_hand(propose(expert), deputy.user_id)

    def test_refuse_an_approval_by_nobody(self, first_policy, expert):
        assert "pending act" in self.approve_by_hand(propose(expert), 0)

    def test_refuse_an_approval_with_the_confirmed_act_of_another_version(
        self, first_policy, expert, deputy
    ):
        approve(propose(expert), deputy)
        other = propose(expert, rules=[CHANGE | {"is_enabled": False}], valid_from=later(8))

        assert "pending act" in self.approve_by_hand(other, deputy.user_id)

    def test_refuse_an_approval_under_the_name_of_another(self, first_policy, expert, deputy):
        version = propose(expert)
        act = PendingAct.objects.filter(target_id=version.public_id)
        other = make_principal(Role.DEPUTY)
        act.update(
            state="confirmed", decided_by=deputy.user_id, decided_by_name=deputy.name,
            decided_at=moment(DAY), version=2,
        )  # fmt: skip

        assert "pending act" in self.approve_by_hand(version, other.user_id)
        assert self.approve_by_hand(version, deputy.user_id) == ""

    @pytest.mark.parametrize("state", ["refused", "withdrawn", "expired", "superseded"])
    def test_refuse_an_end_that_its_pending_act_does_not_have(self, first_policy, expert, state):
        version = propose(expert)

        def by_hand() -> None:
            PolicyVersion.objects.filter(pk=version.pk).update(state=state, refusal=NOTE)
            at_commit()

        assert refused_at_runtime(by_hand) == "A proposal of a policy ends as its pending act does."

    def test_refuse_a_rule_of_a_version_that_waits(self, first_policy, expert):
        version = propose(expert)
        rule = PolicyRule(version=version, code="F99", provenance="assumed", citation="x")

        assert refused_at_runtime(rule.save) == "A policy that was proposed gets no further rules."

    def test_let_the_confirmed_approval_pass(self, first_policy, expert, deputy):
        def confirmed() -> None:
            approve(propose(expert), deputy)
            at_commit()

        assert refused(confirmed) == ""

    def test_refuse_another_resolution_with_the_approval(self, first_policy, expert, deputy):
        version = propose(expert)

        def by_hand() -> None:
            PolicyVersion.objects.filter(pk=version.pk).update(
                state="refused", refusal="دلیل رد این پیشنهاد", resolution="مصوبه‌ای دیگر"
            )

        assert "approved as it is" in refused_at_runtime(by_hand)


def at_commit() -> None:
    """Let the guards that wait for the end of a transaction answer now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


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


class TestOtherProposals:
    """The approval of a version ends the other open proposals, which start from an earlier one."""

    @pytest.fixture
    def two(self, first_policy, expert):
        other = {"code": "F01", "is_enabled": False}
        return propose(expert), propose(expert, rules=[other], title="نسخهٔ دیگر")

    def test_end_by_the_approval_and_say_so(self, two, expert, deputy):
        approved, ended = two
        approve(approved, deputy)

        ended.refresh_from_db()
        assert ended.state == PolicyState.SUPERSEDED
        assert persian_digits(approved.number) in ended.refusal
        assert approved.title in ended.refusal
        event = AuditEvent.objects.get(verb="policy.superseded")
        assert event.target_id == str(ended.public_id)

    def test_their_proposer_is_notified_of_the_approval(self, two, expert, deputy):
        approved, ended = two
        approve(approved, deputy)

        pending = PendingAct.objects.get(target_id=ended.public_id)
        news = KINDS.get("pending.voided").find(str(pending.public_id))
        assert news.user_ids == {expert.user_id}
        assert approved.title in news.values["reason"]

    def test_are_listed_before_the_approval_with_its_changes(self, two, deputy, browser_of):
        approved, ended = two

        with time_machine.travel(moment(DAY), tick=False):
            page = browser_of(deputy).get(f"{approved.get_absolute_url()}/approve")

        assert page.context["ended"] == [ended]
        assert ended.title in page.text
        assert [row["rule"].code for row in page.context["changes"]] == ["F02"]

    def test_that_are_refused_say_why_on_their_page_and_to_their_proposer(
        self, two, expert, deputy, browser_of
    ):
        why = "این آستانه با مصوبهٔ کارگروه نمی‌خواند."
        refused_one, _other = two
        actions.refuse_policy(
            version_id=refused_one.pk, reason=why, actor=deputy, on=DAY, at=moment(DAY)
        )

        pending = PendingAct.objects.get(target_id=refused_one.public_id)
        assert KINDS.get("pending.refused").find(str(pending.public_id)).values["reason"] == why
        page = browser_of(expert).get(refused_one.get_absolute_url())
        assert str(WHY_ENDED["refused"]) in page.text
        assert why in page.text

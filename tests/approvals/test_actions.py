"""One person proposes, another confirms exactly that; nothing else ends a pending act."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import ROLE_PERMISSIONS, Permission, Role
from accounts.sight import enter
from approvals import actions, tasks
from approvals.acts import CONFIRM
from approvals.facts import PENDING_KINDS, digest_of, pending_of, waits_for
from approvals.models import PendingAct
from audit.models import AuditEvent
from core.acts import why_not
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from offices.models import Office
from oversight.actions import approve_policy, propose_policy
from oversight.models import PolicyVersion
from tests.approvals.conftest import REASON, confirm, propose, register
from tests.factories import make_office, make_principal, make_same_person
from tests.oversight.steps import DAY, later, moment
from tests.sql import not_fixed
from workdays.daily import DAILY

pytestmark = pytest.mark.django_db


def refuse(pending, actor, reason=REASON):
    return actions.refuse_act(
        pending_id=pending.pk, reason=reason, actor=actor, on=DAY, at=moment(DAY)
    )


def withdraw(pending, actor):
    return actions.withdraw_act(pending_id=pending.pk, actor=actor, on=DAY, at=moment(DAY))


def expire(on, actor):
    return actions.expire_acts(as_of=on, actor=actor, at=moment(on))


def verbs(record):
    return list(AuditEvent.objects.about(record).order_by("pk").values_list("verb", flat=True))


class TestPropose:
    def test_stores_what_is_proposed_with_its_fingerprint(self, pending, expert):
        assert (pending.state, pending.proposed_by) == ("pending", expert.user_id)
        assert pending.digest == digest_of(pending)
        assert set(pending.roles) == {"secretariat", "platform_admin"}
        assert verbs(pending) == ["pending.proposed"]

    def test_refuses_a_last_day_that_has_passed(self, renaming, expert, office):
        with pytest.raises(Invalid):
            propose(expert, office, expires_on=later(-1))

    def test_refuses_a_body_of_which_nobody_may_confirm(self, renaming, gas, expert, office):
        register(renaming, agency=gas)

        with pytest.raises(LookupError):
            propose(expert, office)

    def test_of_an_agency_s_permission_is_not_for_the_whole_province(
        self, renaming, expert, office
    ):
        register(renaming, Permission.CONTRACT_TERMINATE)

        with pytest.raises(LookupError):
            propose(expert, office)

    def test_refuses_an_act_that_nobody_has_registered(self, expert, office):
        with pytest.raises(LookupError):
            propose(expert, office, act="office.paint")


class TestConfirm:
    def test_does_the_act_once_in_the_name_of_the_second_person(
        self, pending, secretariat, office, renaming
    ):
        done = confirm(pending, secretariat)

        assert (done.state, done.decided_by, done.version) == ("confirmed", secretariat.user_id, 2)
        assert renaming.done == [(office.pk, "دفتر تازه", secretariat.user_id)]
        assert verbs(pending) == ["pending.proposed", "pending.confirmed"]

    def test_refuses_a_second_time(self, pending, secretariat, renaming):
        confirm(pending, secretariat)

        with pytest.raises(IllegalMove):
            confirm(pending, secretariat)
        assert len(renaming.done) == 1

    def test_refuses_the_account_that_proposed(self, renaming, secretariat, office):
        own = propose(secretariat, office)

        with pytest.raises(NotPermitted):
            confirm(own, secretariat)

    def test_refuses_another_account_of_the_person_who_proposed(
        self, pending, expert, secretariat, renaming
    ):
        make_same_person(expert, secretariat)

        with pytest.raises(NotPermitted):
            confirm(pending, secretariat)
        with pytest.raises(NotPermitted):
            refuse(pending, secretariat)
        assert renaming.done == []

    def test_refuses_when_the_content_has_changed(self, pending, secretariat, office, renaming):
        Office.objects.filter(pk=office.pk).update(name="نامی دیگر")

        with pytest.raises(IllegalMove, match="تغییر کرده"):
            confirm(pending, secretariat)
        pending.refresh_from_db()
        assert (pending.state, renaming.done) == ("pending", [])

    def test_refuses_when_the_record_is_gone(self, pending, secretariat, expert, office, renaming):
        with not_fixed("offices_office"):
            Office.objects.filter(pk=office.pk).update(public_id=uuid4())  # nobody finds it

        with pytest.raises(IllegalMove, match="تغییر کرده"):
            confirm(pending, secretariat)
        assert withdraw(pending, expert).state == "withdrawn"

    @pytest.mark.parametrize("field", ["title", "summary", "rows", "expires_on", "permission"])
    def test_is_fingerprinted_with_what_the_second_person_reads(self, pending, field):
        other = {"rows": [["نام تازه", "نام دیگر"]], "expires_on": later(2)}
        setattr(pending, field, other.get(field, "دیگر"))

        assert pending.digest != digest_of(pending)

    @pytest.mark.parametrize(("days", "is_open"), [(3, True), (4, False)])
    def test_is_open_until_the_last_day(self, pending, secretariat, days, is_open):
        found = why_not(CONFIRM, pending, secretariat, later(days))

        assert (found is None) is is_open

    def test_refuses_after_the_last_day(self, pending, secretariat):
        with pytest.raises(IllegalMove):
            confirm(pending, secretariat, on=later(4))

    def test_leaves_it_pending_and_says_why_when_the_act_itself_is_refused(
        self, pending, secretariat, renaming
    ):
        renaming.against = "نام دفتر هم‌اکنون در دست بررسی است."

        with pytest.raises(IllegalMove) as refusal:
            confirm(pending, secretariat)
        pending.refresh_from_db()
        assert refusal.value.message == renaming.against
        assert (pending.state, verbs(pending)) == ("pending", ["pending.proposed"])

    def test_needs_a_fresh_code(self, pending, secretariat):
        with pytest.raises(FactorRequired):
            confirm(pending, replace(secretariat, fresh_factor=False))

    def test_refuses_a_role_without_the_permission(self, pending, auditor):
        with pytest.raises(NotPermitted):
            confirm(pending, auditor)

    def test_hides_it_from_a_role_that_neither_proposed_nor_confirms(self, pending, gas_manager):
        with pytest.raises(PendingAct.DoesNotExist):
            confirm(pending, gas_manager)


class TestOfOneAgency:
    @pytest.fixture
    def own(self, renaming, gas, gas_clerk, office):
        register(renaming, Permission.CONTRACT_SIGN, agency=gas)
        return propose(gas_clerk, office)

    def test_is_confirmed_by_its_own_manager(self, own, gas_manager):
        assert confirm(own, gas_manager).state == "confirmed"

    def test_is_hidden_from_the_manager_of_another(self, own, power):
        other = make_principal(Role.AGENCY_MANAGER, power)

        assert not PendingAct.objects.visible_to(other).exists()
        with pytest.raises(PendingAct.DoesNotExist):
            confirm(own, other)


class TestRefuse:
    def test_ends_it_with_the_reason(self, pending, secretariat, renaming):
        done = refuse(pending, secretariat)

        assert (done.state, done.reason) == ("refused", REASON)
        assert (renaming.done, renaming.ended) == ([], [(pending.title, "refused")])
        assert verbs(pending) == ["pending.proposed", "pending.refused"]

    @pytest.mark.parametrize(("reason", "is_enough"), [("نه هرگز ن", False), ("نه هرگز نه", True)])
    def test_asks_for_ten_characters(self, pending, secretariat, reason, is_enough):
        if is_enough:
            assert refuse(pending, secretariat, reason).state == "refused"
        else:
            with pytest.raises(Invalid):
                refuse(pending, secretariat, reason)


class TestWithdraw:
    def test_is_the_proposers(self, pending, expert, renaming):
        assert withdraw(pending, expert).state == "withdrawn"
        assert renaming.ended == [(pending.title, "withdrawn")]

    def test_is_nobody_elses(self, pending, secretariat):
        with pytest.raises(NotPermitted):
            withdraw(pending, secretariat)

    def test_is_open_where_no_app_knows_the_act_any_more(self, pending, expert, renaming):
        PENDING_KINDS.remove(pending.act)

        assert withdraw(pending, expert).state == "withdrawn"
        register(renaming)

    def test_lets_the_same_act_be_proposed_anew(self, pending, expert, office):
        withdraw(pending, expert)

        assert propose(expert, office).state == "pending"


class TestExpire:
    @pytest.mark.parametrize(("days", "expires"), [(3, False), (4, True)])
    def test_ends_what_nobody_decided_in_time(self, pending, clock, renaming, days, expires):
        assert expire(later(days), clock) == ([pending.pk] if expires else [])
        pending.refresh_from_db()
        assert (pending.state == "expired") is expires
        assert len(renaming.ended) == expires

    def test_does_nothing_the_second_time(self, pending, clock):
        expire(later(4), clock)

        assert expire(later(5), clock) == []
        assert verbs(pending) == ["pending.proposed", "pending.expired"]

    def test_ends_what_no_app_knows_any_more_with_the_rest(self, pending, clock, renaming):
        PENDING_KINDS.remove(pending.act)

        assert expire(later(4), clock) == [pending.pk]
        assert renaming.ended == []
        register(renaming)

    def test_is_done_every_day(self, pending):
        assert DAILY.get("approvals.expire_acts") is not None
        assert tasks.expire_acts(as_of=later(4).isoformat()) == 1

    def test_costs_the_same_for_one_and_for_many(self, renaming, expert, clock):
        propose(expert, make_office())
        expire(later(4), clock)
        counts = []
        for size in (1, 5):
            for _number in range(size):
                propose(expert, make_office())
            with CaptureQueriesContext(connection) as captured:
                expire(later(4), clock)
            counts.append(len(captured))

        assert counts[0] == counts[1]


class TestPolicies:
    """A proposed policy and its pending act never disagree."""

    @pytest.fixture
    def version(self, first_policy, expert):
        rule = {"code": "F01", "is_enabled": True, "parameters": {"count": 2}}
        return propose_policy(
            title="آستانهٔ تازه", valid_from=later(7), note=REASON * 2, rules=[rule],
            actor=expert, on=DAY, at=moment(DAY),
        )  # fmt: skip

    @pytest.fixture
    def act(self, version):
        return pending_of("policy.approve", version)

    def test_are_proposed_as_a_pending_act(self, version, act, expert):
        assert act.expires_on == later(6)
        assert "آستانهٔ تازه" in act.title
        assert act.proposed_by == expert.user_id

    def test_are_approved_by_the_pending_act(self, version, act, deputy):
        confirm(act, deputy)

        version.refresh_from_db()
        assert (version.state, version.approved_by) == ("approved", deputy.user_id)

    @pytest.mark.parametrize(
        ("end", "state"), [("refuse", "refused"), ("withdraw", "withdrawn"), ("expire", "expired")]
    )
    def test_end_with_the_pending_act(self, version, act, deputy, expert, clock, end, state):
        match end:
            case "refuse":
                refuse(act, deputy)
            case "withdraw":
                withdraw(act, expert)
            case _:
                expire(later(7), clock)

        version.refresh_from_db()
        act.refresh_from_db()
        assert (version.state, act.state) == (state, state)
        assert AuditEvent.objects.about(version).filter(verb=f"policy.{state}").count() == 1

    def test_tell_the_second_person_each_rule_that_changes(self, version, act):
        labels = [label for label, _value in act.rows]

        assert len([label for label in labels if "F01" in label]) == 1
        assert not [label for label in labels if "F02" in label]

    @pytest.mark.parametrize("is_first_confirmed", [True, False])
    def test_close_when_another_is_approved(self, version, act, expert, deputy, is_first_confirmed):
        rule = {"code": "F03", "is_enabled": True, "parameters": {"count": 4, "months": 24}}
        other = propose_policy(
            title="آستانه‌ای دیگر", valid_from=later(9), note=REASON * 2, rules=[rule],
            actor=expert, on=DAY, at=moment(DAY),
        )  # fmt: skip
        pair = [act, pending_of("policy.approve", other)]
        confirmed, closed = pair if is_first_confirmed else reversed(pair)

        confirm(confirmed, deputy)

        closed.refresh_from_db()
        assert (closed.state, "دوباره پیشنهاد کنید" in closed.reason) == ("void", True)
        with pytest.raises(IllegalMove):
            confirm(closed, deputy)
        versions = PolicyVersion.objects.filter(public_id__in=[act.target_id for act in pair])
        assert sorted(versions.values_list("state", flat=True)) == ["approved", "superseded"]

    def test_show_the_values_of_a_rule_that_is_switched_on(self, first_policy, expert):
        parameters = {"working_days": 12, "count": 3, "months": 6}
        value = value_of(expert, "F08", is_enabled=True, parameters=parameters)

        assert "از خاموش به روشن" in value
        assert "از ۱۰ به ۱۲" in value
        assert "۶ ماه" in value

    def test_show_the_values_of_a_rule_that_stays_off(self, first_policy, expert):
        value = value_of(expert, "F10", is_enabled=False, parameters={"days": 1})

        assert "از ۳۰ به ۱" in value
        assert "خاموش می‌ماند" in value

    def test_show_the_values_of_a_rule_that_is_switched_off(self, first_policy, expert):
        value = value_of(expert, "F11", is_enabled=False, parameters={"notice_days": 9})

        assert "از روشن به خاموش" in value
        assert "از ۳۰ به ۹" in value

    def test_show_a_value_that_no_rule_counts_any_more(self, first_policy, expert):
        value = value_of(expert, "A01", is_enabled=True, parameters={"working_days": 20})

        assert "از ۱۵ به ۲۰" in value

    def test_are_not_approved_without_a_pending_act(self, first_policy, deputy, expert):
        bare = PolicyVersion.objects.create(
            number=9, title="نسخه", valid_from=later(9), proposed_by=expert.user_id,
            proposed_by_name=expert.name,
        )  # fmt: skip

        with pytest.raises(IllegalMove):
            approve_policy(version_id=bare.pk, actor=deputy, on=DAY, at=moment(DAY))


def value_of(expert, code, **changes):
    """Propose a change of one rule and return what its second person reads of it."""
    version = propose_policy(
        title="نسخه", valid_from=later(7), note=REASON * 2, rules=[{"code": code, **changes}],
        actor=expert, on=DAY, at=moment(DAY),
    )  # fmt: skip
    (value,) = [
        value for label, value in pending_of("policy.approve", version).rows if code in label
    ]
    return value


def test_every_registered_kind_has_somebody_who_confirms():
    for kind in PENDING_KINDS:
        holders = {role for role in Role if kind.permission in ROLE_PERMISSIONS[role]}
        assert holders - {Role.SYSTEM}, kind.name


class TestVoid:
    """What can never be confirmed waits for nobody."""

    def test_every_kind_names_the_records_that_may_make_it_void(self):
        new = {"day.enter"}  # no record is there yet, whose event could make it void
        assert {kind.name for kind in PENDING_KINDS if not kind.model} == new

    def test_stands_whoever_comes_by_who_does_not_see_what_it_rests_on(
        self, renaming, expert, office, operator
    ):
        def content(office, arguments):
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('app.scope', true)")
                return {"sees_all": cursor.fetchone()[0] in ("province", "system")}

        register(renaming, content=content)
        enter(expert)
        pending = propose(expert, office)
        enter(operator)

        ended = actions.void_acts(as_of=DAY, actor=expert, at=moment(DAY))

        pending.refresh_from_db()
        assert (ended, pending.state) == ([], "pending")

    def test_ends_at_night_where_no_event_of_the_record_tells(self, pending, secretariat, office):
        Office.objects.filter(pk=office.pk).update(name="دفتری دیگر")

        ended = actions.void_acts(as_of=DAY, actor=User.objects.system(), at=moment(DAY))

        pending.refresh_from_db()
        assert (ended, pending.state) == ([pending.pk], "void")
        assert pending.reason
        assert verbs(pending) == ["pending.proposed", "pending.voided"]
        assert not waits_for(secretariat).exists()

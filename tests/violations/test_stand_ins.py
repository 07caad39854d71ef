"""Who decides where those whose turn it is had a part: the turn passes on, and is named at last."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract
from core.clock import today
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from core.jalali import short
from dashboard.facts.waiting import waiting_for
from notices.actions.news import spread
from notices.facts.kinds import KINDS
from notices.models import Letter, Message, Notification
from notices.states import CarrierName
from tests.factories import make_principal, make_same_person
from tests.runtime import make_role, serve_as
from tests.sql import refused, refused_at_runtime
from tests.violations.stories import LONG_AGO, REASONS, Walk, file_report, noon, of_matrix
from tests.violations.test_api import authenticator
from violations import actions
from violations.facts.turns import members_free_for, needs_stand_in, stand_in_of, turn_of
from violations.models import Case, Decision, Evidence, StandIn
from violations.states import StandInStep

pytestmark = pytest.mark.django_db
WHY = "تنها مدیر این دستگاه خود گزارش داده است و امضادار دومی در دستگاه نیست."
LAST = today() + timedelta(days=20)


@pytest.fixture
def triager(gas) -> Principal:
    """Return a second manager, who weighs the report and leaves the house before the decision."""
    return make_principal(Role.AGENCY_MANAGER, gas, name="مدیر پیشین گاز")


@pytest.fixture
def member(db) -> Principal:
    """Return a member of the committee who has nothing to do with the case."""
    return make_principal(Role.COMMITTEE_MEMBER, name="عضو بی‌طرف")


@pytest.fixture
def stuck(
    contract: Contract, gas_manager: Principal, triager: Principal, operator: Principal
) -> Walk:
    """Return a heard case that the agency's only manager has reported."""
    report = file_report(contract, gas_manager, on=LONG_AGO)
    walk = Walk(report, triager, operator).open().notify().defend()
    RoleGrant.objects.filter(user_id=triager.user_id).update(ends_on=LONG_AGO)
    walk.triager = make_principal(Role.AGENCY_CLERK, contract.agency)  # who issues from now on
    walk.day = today()
    return walk


def name(walk: Walk, deputy: Principal, member: Principal, **values: Any) -> StandIn:
    """Let the deputy name the member."""
    person = User.objects.get(pk=member.user_id).public_id
    given: dict[str, Any] = {
        "case_id": walk.case.pk, "member": person, "reason": WHY, "last_on": LAST,
        "actor": deputy, "on": today(), "at": noon(today()),
    }  # fmt: skip
    return actions.name_stand_in(**(given | values))


def write(case: Case, forum: str, user_id: int) -> Callable[[], Decision]:
    """Return the statement that writes a decision of this account, past the actions."""
    return lambda: Decision.objects.create(
        case=case, forum=forum, outcome="proven", reasons=REASONS, sanction="reminder",
        decided_on=today(), decided_by=user_id, decided_by_name="یکی", **of_matrix(case),
    )  # fmt: skip


def write_naming(case: Case, deputy: Principal, member: Principal, **values: Any) -> Any:
    """Return the statement that writes a naming past the actions."""
    row: dict[str, Any] = {
        "step": "decision", "subject_id": case.public_id, "member_id": member.user_id,
        "member_name": "عضو", "reason": WHY, "last_on": LAST, "named_on": today(),
        "named_at": noon(today()), "named_by": deputy.user_id, "named_by_name": "معاون",
    } | values  # fmt: skip
    return lambda: StandIn.objects.create(**row)


def kinds_of(person: Principal) -> set[str]:
    """Return the kinds of work that wait on a person's desk."""
    return {waiting.kind for waiting in waiting_for(person, today()) if waiting.rows.exists()}


def _due_on_desk(person, kind):
    """Return the deadlines of what waits on a desk under a kind."""
    return {
        row[waiting.due].isoformat()
        for waiting in waiting_for(person, today())
        if waiting.kind == kind
        for row in waiting.rows.values(waiting.due)
    }


class TestTheTurn:
    def test_is_the_managers_while_one_is_free(self, stuck, gas):
        make_principal(Role.AGENCY_MANAGER, gas)

        assert turn_of(stuck.case, StandInStep.DECISION, today()) == Role.AGENCY_MANAGER

    def test_passes_to_the_second_signatory(self, stuck, gas_appeal):
        assert turn_of(stuck.case, StandInStep.DECISION, today()) == Role.AGENCY_APPEAL

    def test_passes_by_a_second_signatory_who_is_the_reporter(self, stuck, gas_appeal, gas_manager):
        make_same_person(gas_appeal, gas_manager)

        assert needs_stand_in(stuck.case, today())

    def test_of_an_objection_goes_by_the_second_signatory_who_decided(
        self, stuck, gas_appeal, chair
    ):
        stuck.decide(gas_appeal).notify("decision").appeal()

        assert turn_of(stuck.case, StandInStep.APPEAL, today()) == Role.COMMITTEE_CHAIR


class TestNaming:
    def test_lets_the_member_decide(self, stuck, deputy, member):
        name(stuck, deputy, member)

        stuck.decide(member)

        assert stuck.case.decisions.get().decided_by == member.user_id

    def test_counts_the_newest(self, stuck, deputy, member):
        other = make_principal(Role.COMMITTEE_MEMBER)
        name(stuck, deputy, member)
        name(stuck, deputy, other)

        with pytest.raises(NotPermitted):
            stuck.decide(member)
        stuck.decide(other)

    def test_leaves_one_event(self, stuck, deputy, member):
        from audit.models import AuditEvent

        name(stuck, deputy, member)

        event = AuditEvent.objects.get(verb="case.stand_in_named")
        assert (event.target_label, event.note) == (stuck.case.number, WHY)

    @pytest.mark.parametrize("role", ["expert", "secretariat", "chair", "gas_manager", "auditor"])
    def test_is_the_deputys(self, stuck, member, role, request):
        with pytest.raises(NotPermitted):
            name(stuck, request.getfixturevalue(role), member)

    def test_takes_a_fresh_factor(self, stuck, deputy, member):
        from dataclasses import replace

        with pytest.raises(FactorRequired):
            name(stuck, replace(deputy, fresh_factor=False), member)

    def test_waits_until_nobody_is_free(self, stuck, deputy, member, gas_appeal):
        with pytest.raises(IllegalMove):
            name(stuck, deputy, member)

    def test_is_for_what_waits_to_be_decided(self, stuck, deputy, member, gas_appeal):
        stuck.decide(gas_appeal)

        with pytest.raises(IllegalMove):
            name(stuck, deputy, member)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("reason", "کوتاه"),
            ("last_on", today() - timedelta(days=1)),
            ("last_on", today() + timedelta(days=31)),
        ],
    )
    def test_refuses_what_is_wrong(self, stuck, deputy, member, field, value):
        with pytest.raises(Invalid) as refusal:
            name(stuck, deputy, member, **{field: value})

        assert set(refusal.value.fields) == {field}

    def test_refuses_who_is_no_member_or_had_a_part(
        self, stuck, deputy, chair, gas_manager, member
    ):
        twin = make_principal(Role.COMMITTEE_MEMBER)
        make_same_person(twin, gas_manager)

        for person in (chair, twin):
            with pytest.raises(Invalid):
                name(stuck, deputy, person)
        free = members_free_for(stuck.case, StandInStep.DECISION, today(), deputy)
        assert [name for _key, name in free] == [member.name]

    def test_holds_as_long_as_the_rule_says(self, stuck, deputy, member):
        longest = today() + timedelta(days=30)

        assert name(stuck, deputy, member, last_on=longest).last_on == longest

    def test_offers_no_account_of_the_deputys_own(self, stuck, deputy, member):
        own = make_principal(Role.COMMITTEE_MEMBER, name="حساب دیگر معاون")
        make_same_person(deputy, own)

        people = members_free_for(stuck.case, StandInStep.DECISION, today(), deputy)

        assert [name for _key, name in people] == [member.name]
        with pytest.raises(Invalid):
            name(stuck, deputy, own)


class TestWhoWasNamed:
    def test_is_shown_while_it_holds(self, stuck, deputy, member):
        named = name(stuck, deputy, member)

        assert stand_in_of(stuck.case, today()) == named
        assert stand_in_of(stuck.case, LAST) == named
        assert stand_in_of(stuck.case, LAST + timedelta(days=1)) is None

    def test_is_of_the_step_that_the_case_waits_for(self, stuck, deputy, member):
        name(stuck, deputy, member)

        stuck.decide(member)

        assert stand_in_of(stuck.case, today()) is None
        stuck.notify("decision").appeal()
        assert stand_in_of(stuck.case, today()) is None

    def test_ends_when_somebody_is_free_again(self, stuck, deputy, member, gas):
        name(stuck, deputy, member)

        make_principal(Role.AGENCY_MANAGER, gas)

        assert stand_in_of(stuck.case, today()) is None

    def test_ends_when_the_member_leaves_the_committee(self, stuck, deputy, member):
        name(stuck, deputy, member)

        RoleGrant.objects.filter(user_id=member.user_id).update(ends_on=LONG_AGO)

        assert stand_in_of(stuck.case, today()) is None
        assert "too-few" in kinds_of(deputy)
        make_principal(Role.COMMITTEE_MEMBER)
        assert "name-stand-in" in kinds_of(deputy)


class TestDeciding:
    def test_by_the_second_signatory(self, stuck, gas_appeal):
        stuck.decide(gas_appeal)

        assert stuck.case.state == "decided"

    def test_by_the_second_signatory_waits_for_the_manager(self, walk, gas_appeal):
        ready = walk(on=LONG_AGO).open().notify().defend()

        with pytest.raises(NotPermitted):
            ready.decide(gas_appeal)

    def test_by_a_member_whom_nobody_named(self, stuck, member):
        with pytest.raises(NotPermitted):
            stuck.decide(member)

    def test_of_an_objection_by_a_named_member(self, stuck, deputy, member, gas_appeal):
        stuck.decide(gas_appeal).notify("decision").appeal()
        name(stuck, deputy, member)

        actions.decide_appeal(
            case_id=stuck.case.pk, result="upheld", reasons=REASONS, actor=member, **stuck.now
        )

        assert stuck.case.state == "final"

    def test_of_an_objection_never_by_who_stood_in_before(self, stuck, deputy, member):
        name(stuck, deputy, member)
        stuck.decide(member).notify("decision").appeal()

        with pytest.raises(IllegalMove):
            name(stuck, deputy, member)
        make_principal(Role.COMMITTEE_MEMBER)
        with pytest.raises(Invalid):
            name(stuck, deputy, member)
        with pytest.raises(NotPermitted):
            actions.decide_appeal(
                case_id=stuck.case.pk, result="upheld", reasons=REASONS, actor=member, **stuck.now
            )


class TestTheOffice:
    def test_hears_that_a_stand_in_was_named(self, stuck, deputy, member, operator):
        name(stuck, deputy, member)
        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
            spread(payload=message.payload, at=noon(today()))

        told = Notification.objects.filter(kind="case.stand_in_named/office")
        assert operator.user_id in told.values_list("user_id", flat=True)

    def test_reads_in_letter_and_on_its_page_in_which_capacity_it_was_decided(
        self, stuck, deputy, member, operator, browser_of, monkeypatch
    ):
        name(stuck, deputy, member)
        stuck.decide(member).notify("decision")
        assert "به‌عنوان جانشین" in Letter.objects.get(kind="case.decision").body

        browser = browser_of(operator)
        serve_as(make_role(), monkeypatch)
        page = browser.get(stuck.case.get_absolute_url())

        assert "به‌عنوان جانشین" in page.content.decode()
        assert "عضو بی‌طرف" not in page.content.decode()

    def test_reads_nothing_of_it_where_the_turn_was_the_deciders(self, stuck, gas_appeal):
        stuck.decide(gas_appeal).notify("decision")
        assert "جانشین" not in Letter.objects.get(kind="case.decision").body


class TestTheDatabase:
    def test_lets_nobody_decide_whom_nobody_named(self, stuck, member, chair):
        for person in (member, chair):
            assert refused_at_runtime(write(stuck.case, "agency", person.user_id))

    def test_lets_the_named_member_decide(self, stuck, deputy, member):
        name(stuck, deputy, member)

        assert not refused_at_runtime(write(stuck.case, "agency", member.user_id))

    def test_lets_the_second_signatory_decide_in_turn_only(self, stuck, gas, gas_appeal):
        other = make_principal(Role.AGENCY_MANAGER, gas)
        assert refused_at_runtime(write(stuck.case, "agency", gas_appeal.user_id))

        RoleGrant.objects.filter(user_id=other.user_id).update(ends_on=LONG_AGO)

        assert not refused_at_runtime(write(stuck.case, "agency", gas_appeal.user_id))

    def test_lets_no_naming_hold_that_ran_out(self, stuck, deputy, member):
        day = today() - timedelta(days=3)
        write_naming(stuck.case, deputy, member, named_on=day, last_on=day)()

        assert refused_at_runtime(write(stuck.case, "agency", member.user_id))

    def test_keeps_a_naming_as_it_was_written(self, stuck, deputy, member):
        named = name(stuck, deputy, member)
        rows = StandIn.objects.filter(pk=named.pk)

        assert refused(lambda: rows.update(last_on=LAST + timedelta(days=9)))
        assert refused(rows.delete)

    def test_takes_a_naming(self, stuck, deputy, member):
        assert not refused_at_runtime(write_naming(stuck.case, deputy, member))

    @pytest.mark.parametrize(
        ("values", "told"),
        [
            ({"reason": "کوتاه"}, "with reasons"),
            ({"step": "appeal"}, "for what waits"),
            ({"last_on": today() - timedelta(days=1)}, "violations_standin_limited"),
            ({"last_on": today() + timedelta(days=31)}, "longer than its rule"),
            ({"named_on": today() + timedelta(days=1)}, "named_on"),
        ],
    )
    def test_refuses_a_naming_that_is_wrong(self, stuck, deputy, member, values, told):
        assert told in refused_at_runtime(write_naming(stuck.case, deputy, member, **values))

    def test_refuses_a_naming_by_others(self, stuck, expert, member):
        told = refused_at_runtime(write_naming(stuck.case, expert, member))

        assert told == "A stand-in is named by the deputy."

    def test_refuses_a_naming_of_others(self, stuck, deputy, chair, gas_manager):
        twin = make_principal(Role.COMMITTEE_MEMBER)
        make_same_person(twin, gas_manager)

        assert "a member of the committee" in refused_at_runtime(
            write_naming(stuck.case, deputy, chair)
        )
        assert "had a part" in refused_at_runtime(write_naming(stuck.case, deputy, twin))

    def test_refuses_a_naming_by_who_had_another_part(
        self, stuck, triager, gas_appeal, deputy, member
    ):
        stuck.decide(gas_appeal).notify("decision").appeal()
        write = write_naming(stuck.case, deputy, member, step="appeal")
        assert not refused_at_runtime(write)

        make_same_person(deputy, triager)

        assert "had a part" in refused_at_runtime(write)

    def test_refuses_a_naming_while_somebody_is_free(self, stuck, deputy, member, gas_appeal):
        told = refused_at_runtime(write_naming(stuck.case, deputy, member))

        assert told == "Somebody whose turn it is is free to decide."


class TestDesks:
    def test_tell_the_deputy_where_to_name(self, stuck, deputy, member):
        assert "name-stand-in" in kinds_of(deputy)

        name(stuck, deputy, member)

        assert "name-stand-in" not in kinds_of(deputy)

    def test_give_the_case_to_the_named(self, stuck, deputy, member):
        assert "stand-in" not in kinds_of(member)

        name(stuck, deputy, member)

        assert "stand-in" in kinds_of(member)

    def test_give_the_case_to_the_second_signatory(self, stuck, gas_appeal):
        assert "stand-in" in kinds_of(gas_appeal)

    def test_give_an_objection_to_the_chair_when_nobody_there_is_free(
        self, stuck, gas_appeal, chair
    ):
        stuck.decide(gas_appeal).notify("decision").appeal()

        assert "appeal" in kinds_of(chair)


class TestDoors:
    def test_name_on_a_page(self, stuck, deputy, member, browser_of):
        client = browser_of(deputy)
        page = client.get(stuck.case.get_absolute_url())
        assert "stand-in" in page.context["offers"]

        done = client.post(
            reverse("violations:stand-in", args=[stuck.case.number]),
            {
                "member": User.objects.get(pk=member.user_id).public_id, "reason": WHY,
                "last_on": short(LAST),
            },
        )  # fmt: skip

        assert done.status_code == 302
        page = client.get(stuck.case.get_absolute_url())
        assert member.name in page.content.decode()
        assert WHY in page.content.decode()
        assert page.context["offers"].main is None
        assert "stand-in" in page.context["offers"]

    def test_choose_nobody_for_the_deputy(self, stuck, deputy, member, browser_of):
        client = browser_of(deputy)
        address = reverse("violations:stand-in", args=[stuck.case.number])

        page = client.get(address)
        sent = client.post(address, {"member": "", "reason": WHY, "last_on": short(LAST)})

        choices = page.context["form"].fields["member"].choices
        assert next(key for key, _name in choices) == ""
        assert page.context["form"]["member"].value() is None
        assert sent.status_code in {200, 409, 422}
        assert not StandIn.objects.exists()

    def test_say_why_nobody_is_named(self, walk, deputy, browser_of):
        case = walk(on=LONG_AGO).open().notify().defend().case

        page = browser_of(deputy).get(reverse("violations:stand-in", args=[case.number]))

        assert page.status_code == 409

    def test_let_the_named_decide_on_the_page(self, stuck, deputy, member, browser_of):
        address = reverse("violations:decision", args=[stuck.case.number])
        client = browser_of(member)
        assert client.get(address).status_code == 403

        name(stuck, deputy, member)

        assert client.get(address).status_code == 200
        assert "decision" in client.get(stuck.case.get_absolute_url()).context["offers"]

    def test_reach_who_decides_past_the_row_policies(
        self, stuck, gas_appeal, browser_of, monkeypatch
    ):
        serve_as(make_role(), monkeypatch)
        client = browser_of(gas_appeal)

        done = client.post(
            reverse("violations:decision", args=[stuck.case.number]),
            {"verdict": "written_warning", "reasons": REASONS},
        )

        assert done.status_code == 302
        assert stuck.case.decisions.get().decided_by == gas_appeal.user_id

    def test_reach_who_names_and_is_named_past_the_row_policies(
        self, stuck, deputy, member, browser_of, monkeypatch
    ):
        serve_as(make_role(), monkeypatch)
        person = User.objects.get(pk=member.user_id).public_id

        named = browser_of(deputy).post(
            reverse("violations:stand-in", args=[stuck.case.number]),
            {"member": person, "reason": WHY, "last_on": short(LAST)},
        )
        done = browser_of(member).post(
            reverse("violations:decision", args=[stuck.case.number]),
            {"verdict": "written_warning", "reasons": REASONS},
        )

        assert (named.status_code, done.status_code) == (302, 302)
        assert stuck.case.decisions.get().decided_by == member.user_id

    def test_name_over_rest(self, stuck, deputy, member, api_of):
        signed = authenticator(deputy)
        place = f"/api/v1/cases/{stuck.case.public_id}"
        listed = {move["name"]: move for move in api_of(deputy).get(f"{place}/transitions").json()}
        assert listed["stand-in"]["is_allowed"]

        free = api_of(deputy).get(f"{place}/free-members").json()["members"]
        assert [row["name"] for row in free] == [member.name]

        done = api_of(deputy).post(
            f"{place}/stand-in",
            {
                "member": free[0]["id"], "reason": WHY,
                "last_on": LAST.isoformat(), "one_time_code": signed(),
            },
        )  # fmt: skip

        assert done.status_code == 200, done.json()
        listed = {move["name"]: move for move in api_of(member).get(f"{place}/transitions").json()}
        assert listed["decision"]["is_allowed"]

    def test_open_the_evidence_to_the_named(
        self, stuck, upload, gas_manager, deputy, member, contract, operator
    ):
        file = upload(gas_manager, "report", on=LONG_AGO)
        Evidence.objects.filter(pk=file.pk).update(case=stuck.case, attached_at=noon(LONG_AGO))
        assert not Evidence.objects.visible_to(member).filter(case=stuck.case).exists()

        name(stuck, deputy, member)

        assert Evidence.objects.visible_to(member).filter(case=stuck.case).exists()

    def test_tell_the_named(self, stuck, deputy, member):
        name(stuck, deputy, member)

        kind = next(kind for kind in KINDS if kind.name == "case.stand_in_named")
        news = kind.find(str(stuck.case.public_id))

        assert news.user_ids == {member.user_id}

    def test_read_one_deadline_on_the_desk_and_in_the_notice(self, stuck, deputy, member):
        naming = name(stuck, deputy, member)
        due = {stuck.case.decision_due_on.isoformat()}

        kind = next(kind for kind in KINDS if kind.name == "case.stand_in_named")
        values = kind.find(str(stuck.case.public_id)).values

        assert {values["due_on"]} == due == _due_on_desk(member, "stand-in")
        assert values["last_on"] == naming.last_on.isoformat()

    def test_read_the_deadline_of_the_objection_that_they_decide(
        self, stuck, deputy, member, gas_appeal
    ):
        stuck.decide(gas_appeal)
        stuck.notify("decision").appeal()
        name(stuck, deputy, member)
        due = {stuck.case.appeal_decision_due_on.isoformat()}

        kind = next(kind for kind in KINDS if kind.name == "case.stand_in_named")
        values = kind.find(str(stuck.case.public_id)).values

        assert {values["due_on"]} == due == _due_on_desk(member, "stand-in-appeal")

"""Who decides a review where those whose turn it is had a part, and who carries that out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.urls import reverse

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from contracts.facts.serving import substitutes
from contracts.models import EndingProof
from core.clock import today
from core.errors import IllegalMove, Invalid, NotPermitted
from core.jalali import short
from dashboard.facts.waiting import waiting_for
from notices.facts.kinds import KINDS
from oversight import actions
from oversight.facts.turns import is_to_carry_out, members_free_for, stand_in_of, turn_of
from oversight.models import TerminationReview
from tests.contracts.stories import agreed_end
from tests.factories import make_principal, make_same_person
from tests.oversight.steps import DAY, REASONS, later, moment
from tests.runtime import make_role, serve_as
from tests.scenes.interests import hold
from tests.sql import refused_at_runtime
from tests.violations.test_api import authenticator
from tests.violations.test_recusal import let_stand_back
from violations.models import SessionSeat, StandIn

pytestmark = pytest.mark.django_db
WHY = "تنها مدیر این دستگاه خود گزارش داده است و امضادار دومی در دستگاه نیست."
LAST = today() + timedelta(days=20)
WHEN: dict[str, Any] = {"on": DAY, "at": moment(DAY)}


@pytest.fixture
def member(db) -> Principal:
    """Return a member of the committee who has nothing to do with the review."""
    return make_principal(Role.COMMITTEE_MEMBER, name="عضو بی‌طرف")


def again(review: TerminationReview) -> TerminationReview:
    """Return the review read anew: what was read of it once stays with its instance."""
    return TerminationReview.objects.get(pk=review.pk)


def name(review: TerminationReview, deputy: Principal, member: Principal, **values: Any) -> StandIn:
    """Let the deputy name the member."""
    person = User.objects.get(pk=member.user_id).public_id
    given: dict[str, Any] = {
        "review_id": review.pk, "member": person, "reason": WHY, "last_on": LAST, "actor": deputy,
    }  # fmt: skip
    return actions.name_review_stand_in(**(given | WHEN | values))


def decide(review: TerminationReview, actor: Principal, **values: Any) -> TerminationReview:
    """Decide, by default to terminate."""
    given: dict[str, Any] = {"outcome": "terminate", "reasons": REASONS, "actor": actor}
    return actions.decide_review(review_id=review.pk, **(given | WHEN | values))


def write(review: TerminationReview, user_id: int) -> Callable[[], Any]:
    """Return the statement that decides a review in the name of an account."""
    return lambda: TerminationReview.objects.filter(pk=review.pk).update(
        state="decided", outcome="warn", reasons=REASONS, decided_on=DAY, decided_by=user_id,
        decided_by_name="یکی", version=F("version") + 1,
    )  # fmt: skip


def write_naming(
    review: TerminationReview, deputy: Principal, member: Principal, **values: Any
) -> Any:
    """Return the statement that writes a naming past the actions."""
    row: dict[str, Any] = {
        "step": "review", "subject_id": review.public_id, "member_id": member.user_id,
        "member_name": "عضو", "reason": WHY, "last_on": LAST, "named_on": DAY,
        "named_at": moment(DAY), "named_by": deputy.user_id, "named_by_name": "معاون",
    } | values  # fmt: skip
    return lambda: StandIn.objects.create(**row)


def kinds_of(person: Principal) -> set[str]:
    """Return the kinds of work that wait on a person's desk."""
    return {waiting.kind for waiting in waiting_for(person, today()) if waiting.rows.exists()}


class TestTheTurn:
    def test_is_the_managers_while_one_is_free(self, stuck, gas):
        make_principal(Role.AGENCY_MANAGER, gas)

        assert turn_of(stuck, DAY) == Role.AGENCY_MANAGER

    def test_passes_to_the_second_signatory_and_on(self, stuck, gas_appeal, gas_manager):
        assert turn_of(stuck, DAY) == Role.AGENCY_APPEAL

        make_same_person(gas_appeal, gas_manager)

        assert turn_of(again(stuck), DAY) == "stand_in"


class TestNaming:
    def test_leaves_one_event(self, stuck, deputy, member):
        from audit.models import AuditEvent

        name(stuck, deputy, member)

        assert AuditEvent.objects.get(verb="review.stand_in_named").note == WHY

    @pytest.mark.parametrize("role", ["expert", "secretariat", "chair", "gas_manager"])
    def test_is_the_deputys(self, stuck, member, role, request):
        with pytest.raises(NotPermitted):
            name(stuck, request.getfixturevalue(role), member)

    def test_waits_until_nobody_is_free(self, heard, deputy, member, gas_manager):
        with pytest.raises(IllegalMove):
            name(heard, deputy, member)

    def test_waits_until_the_office_was_heard(self, review, deputy, member):
        with pytest.raises(IllegalMove):
            name(review, deputy, member)

    def test_refuses_who_had_a_part(self, stuck, deputy, gas_manager, member):
        twin = make_principal(Role.COMMITTEE_MEMBER)
        make_same_person(twin, gas_manager)

        with pytest.raises(Invalid):
            name(stuck, deputy, twin)
        assert [name for _key, name in members_free_for(stuck, DAY, deputy)] == [member.name]

    def test_is_closed_where_no_member_is_free(self, stuck, deputy, gas_manager):
        twin = make_principal(Role.COMMITTEE_MEMBER)
        make_same_person(twin, gas_manager)

        with pytest.raises(IllegalMove):
            name(stuck, deputy, twin)
        kinds = {one.kind for one in waiting_for(deputy, DAY) if one.rows.exists()}
        assert "too-few-review" in kinds
        assert "name-stand-in-review" not in kinds

    def test_offers_no_account_of_the_deputys_own(self, stuck, deputy, member):
        own = make_principal(Role.COMMITTEE_MEMBER, name="حساب دیگر معاون")
        make_same_person(deputy, own)

        people = members_free_for(stuck, DAY, deputy)

        assert [name for _key, name in people] == [member.name]

    def test_is_shown_while_it_holds(self, stuck, deputy, member):
        named = name(stuck, deputy, member)

        assert stand_in_of(stuck, DAY) == named
        assert stand_in_of(stuck, LAST + timedelta(days=1)) is None
        decide(stuck, member)
        stuck.refresh_from_db()
        assert stand_in_of(stuck, DAY) is None

    def test_is_told_on_the_page_in_place_of_the_agency(
        self, stuck, gas, operator, browser_of, monkeypatch
    ):
        serve_as(make_role(), monkeypatch)
        client = browser_of(operator)
        page = client.get(stuck.get_absolute_url()).content.decode()
        assert "عضوی از کمیته" in page

        make_principal(Role.AGENCY_MANAGER, gas)

        page = client.get(stuck.get_absolute_url()).content.decode()
        assert "عضوی از کمیته" not in page
        assert "پس از بررسی پاسخ دفتر تصمیم می‌گیرد" in page

    def test_stops_being_the_deputys_main_act(self, stuck, deputy, member, browser_of):
        client = browser_of(deputy)
        before = client.get(stuck.get_absolute_url()).content.decode()
        name(stuck, deputy, member)

        after = client.get(stuck.get_absolute_url()).content.decode()

        assert "تعیین تصمیم‌گیرنده" in before
        assert "تعیین عضوی دیگر" in after
        assert "تعیین تصمیم‌گیرنده" not in after


class TestDeciding:
    def test_is_not_by_a_member_whom_nobody_named(self, stuck, member):
        with pytest.raises(NotPermitted):
            decide(stuck, member)

    def test_is_not_by_the_second_signatory_before_the_manager(
        self, heard, gas_manager, gas_appeal
    ):
        with pytest.raises(NotPermitted):
            decide(heard, gas_appeal)

    def test_closes_with_a_warning(self, stuck, gas_appeal):
        assert decide(stuck, gas_appeal, outcome="warn").state == "closed"

    def test_leaves_the_contract_to_its_manager(self, stuck, deputy, member):
        name(stuck, deputy, member)

        done = decide(stuck, member)

        assert (done.state, done.contract.state) == ("decided", "active")
        assert not EndingProof.objects.filter(contract=done.contract).exists()


class TestExecuting:
    def test_gives_notice_with_the_decision_as_proof(self, stuck, deputy, member, gas_manager):
        name(stuck, deputy, member)
        decide(stuck, member)

        done = actions.execute_review(review_id=stuck.pk, actor=gas_manager, **WHEN)

        contract = done.contract
        contract.refresh_from_db()
        assert (contract.state, contract.acted_by) == ("termination_notice", gas_manager.user_id)
        assert contract.ending_proof.decided_by == member.user_id

    def test_suspends_and_closes(self, stuck, gas_appeal, gas_manager):
        decide(stuck, gas_appeal, outcome="suspend", suspension_days=10)

        done = actions.execute_review(review_id=stuck.pk, actor=gas_manager, **WHEN)

        done.contract.refresh_from_db()
        assert (done.state, done.contract.state) == ("closed", "suspended")

    def test_happens_once(self, stuck, gas_appeal, gas_manager):
        decide(stuck, gas_appeal)
        actions.execute_review(review_id=stuck.pk, actor=gas_manager, **WHEN)

        with pytest.raises(IllegalMove):
            actions.execute_review(review_id=stuck.pk, actor=gas_manager, **WHEN)

    def test_is_offered_while_the_contract_runs(self, stuck, gas_appeal, gas_manager, browser_of):
        decide(stuck, gas_appeal)
        stuck.refresh_from_db()
        client, address = browser_of(gas_manager), reverse("oversight:execute", args=[stuck.number])
        assert is_to_carry_out(stuck)
        assert client.get(address).status_code == 200

        agreed_end(stuck.contract, DAY)

        assert not is_to_carry_out(again(stuck))
        assert address not in client.get(stuck.get_absolute_url()).content.decode()
        assert client.get(address).status_code == 409

    def test_shows_what_the_people_lose(self, stuck, gas_appeal, gas_manager, browser_of):
        decide(stuck, gas_appeal)

        page = browser_of(gas_manager).get(reverse("oversight:execute", args=[stuck.number]))

        assert "هیچ دفتر دیگری در شهرستان" in page.content.decode()

    @pytest.mark.parametrize(("outcome", "stays"), [("terminate", False), ("warn", True)])
    def test_leaves_no_substitute_until_then(self, stuck, gas_appeal, outcome, stays):
        decide(stuck, gas_appeal, outcome=outcome)

        assert substitutes(DAY).filter(contract=stuck.contract_id).exists() is stays

    def test_waits_for_a_decision(self, stuck, gas_manager):
        with pytest.raises(IllegalMove):
            actions.execute_review(review_id=stuck.pk, actor=gas_manager, **WHEN)

    @pytest.mark.parametrize("role", ["gas_appeal", "gas_clerk", "deputy", "chair"])
    def test_is_the_managers(self, stuck, gas_appeal, role, request):
        decide(stuck, gas_appeal)

        with pytest.raises(NotPermitted):
            actions.execute_review(review_id=stuck.pk, actor=request.getfixturevalue(role), **WHEN)

    def test_is_waited_for_by_the_clock(self, stuck, gas_appeal, clock):
        decide(stuck, gas_appeal)

        assert actions.close_executed(as_of=later(1), actor=clock) == []


class TestTheDatabase:
    def test_lets_nobody_decide_whom_nobody_named(self, stuck, member):
        assert refused_at_runtime(write(stuck, member.user_id))

    def test_lets_the_named_member_decide(self, stuck, deputy, member):
        name(stuck, deputy, member)

        assert not refused_at_runtime(write(stuck, member.user_id))

    def test_lets_the_second_signatory_decide_in_turn_only(self, stuck, gas, gas_appeal):
        make_principal(Role.AGENCY_MANAGER, gas)

        assert refused_at_runtime(write(stuck, gas_appeal.user_id))

    def test_lets_the_second_signatory_decide_where_no_manager_is_free(self, stuck, gas_appeal):
        assert not refused_at_runtime(write(stuck, gas_appeal.user_id))

    def test_takes_a_naming(self, stuck, deputy, member):
        assert not refused_at_runtime(write_naming(stuck, deputy, member))

    def test_refuses_a_naming_while_somebody_is_free(self, stuck, deputy, member, gas_appeal):
        told = refused_at_runtime(write_naming(stuck, deputy, member))

        assert told == "Somebody whose turn it is is free to decide."

    def test_refuses_a_naming_of_a_part(self, stuck, deputy, gas_manager):
        twin = make_principal(Role.COMMITTEE_MEMBER)
        make_same_person(twin, gas_manager)

        assert "had a part" in refused_at_runtime(write_naming(stuck, deputy, twin))

    def test_refuses_a_naming_for_what_does_not_wait(self, review, deputy, member):
        assert "for what waits" in refused_at_runtime(write_naming(review, deputy, member))


class TestDesks:
    def test_follow_the_turn(self, stuck, deputy, member, gas_manager):
        assert "name-stand-in-review" in kinds_of(deputy)
        assert "stand-in-review" not in kinds_of(member)

        name(stuck, deputy, member)

        assert "name-stand-in-review" not in kinds_of(deputy)
        assert "stand-in-review" in kinds_of(member)

        decide(stuck, member)

        assert "execute-review" in kinds_of(gas_manager)

    def test_give_the_review_to_the_second_signatory(self, stuck, gas_appeal):
        assert "stand-in-review" in kinds_of(gas_appeal)


class TestDoors:
    def test_name_and_carry_out_on_pages(self, stuck, deputy, member, gas_manager, browser_of):
        client = browser_of(deputy)
        page = client.get(stuck.get_absolute_url())
        assert "name_stand_in" in page.context["acts"]
        address = reverse("oversight:name-stand-in", args=[stuck.number])
        assert client.get(address).status_code == 200

        done = client.post(
            address,
            {
                "member": User.objects.get(pk=member.user_id).public_id, "reason": WHY,
                "last_on": short(LAST),
            },
        )  # fmt: skip

        assert done.status_code == 302
        assert member.name in client.get(stuck.get_absolute_url()).content.decode()
        assert browser_of(member).get(stuck.get_absolute_url()).context["decides"]
        decide(stuck, member, on=today(), at=moment(today()))
        manager = browser_of(gas_manager)
        assert "execute" in manager.get(stuck.get_absolute_url()).context["acts"]
        execution = reverse("oversight:execute", args=[stuck.number])
        assert manager.get(execution).status_code == 200
        assert manager.post(execution).status_code == 302
        stuck.contract.refresh_from_db()
        assert stuck.contract.state == "termination_notice"

    def test_say_why_nobody_is_named(self, heard, deputy, gas_manager, browser_of):
        address = reverse("oversight:name-stand-in", args=[heard.number])

        page = browser_of(deputy).get(address)

        assert page.status_code == 409
        assert "textarea" not in page.content.decode()

    def test_name_over_rest(self, stuck, deputy, member, api_of):
        signed = authenticator(deputy)
        place = f"/api/v1/termination-reviews/{stuck.public_id}"

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
        assert listed["decide"]["is_allowed"]

    def test_carry_out_over_rest(self, stuck, gas_appeal, gas_manager, api_of):
        decide(stuck, gas_appeal)
        signed = authenticator(gas_manager)

        done = api_of(gas_manager).post(
            f"/api/v1/termination-reviews/{stuck.public_id}/execution", {"one_time_code": signed()}
        )

        assert done.status_code == 200, done.json()
        stuck.contract.refresh_from_db()
        assert stuck.contract.state == "termination_notice"

    def test_tell_the_named_and_the_manager(self, stuck, deputy, member):
        name(stuck, deputy, member)
        kinds = {kind.name: kind for kind in KINDS}
        told = kinds["review.stand_in_named"].find(str(stuck.public_id))
        assert told.user_ids == {member.user_id}
        assert kinds["review.decided/execute"].find(str(stuck.public_id)) is None

        decide(stuck, member)

        assert kinds["review.decided/execute"].find(str(stuck.public_id)) is not None


class TestRecusal:
    """Who stood back from a counted case neither decides, names nor carries out."""

    @pytest.fixture
    def recused(self, heard: TerminationReview, gas_manager: Principal) -> TerminationReview:
        """Return a heard review that counts a case from which the only manager stood back."""
        let_stand_back(heard.flags.get().cases.all()[0], gas_manager)
        return heard

    def test_keeps_from_deciding_and_leaves_it_to_a_stand_in(
        self, recused: TerminationReview, gas_manager: Principal, deputy: Principal,
        member: Principal,
    ) -> None:  # fmt: skip
        twin = make_principal(Role.AGENCY_MANAGER, recused.contract.agency)
        make_same_person(gas_manager, twin)

        for actor in (gas_manager, twin):
            with pytest.raises(NotPermitted, match="کناره"):
                decide(recused, actor)
            assert refused_at_runtime(write(recused, actor.user_id))
        name(again(recused), deputy, member)
        decide(again(recused), member, outcome="terminate")
        with pytest.raises(NotPermitted, match="کناره"):
            actions.execute_review(review_id=recused.pk, actor=gas_manager, **WHEN)

    def test_keeps_a_member_and_the_deputy_from_naming(
        self, recused: TerminationReview, deputy: Principal, member: Principal
    ) -> None:
        case = recused.flags.get().cases.all()[0]
        session = case.sessions.get()
        for person in (deputy, member):
            SessionSeat.objects.create(
                session=session, user_id=person.user_id, name=person.name, role=person.role,
                is_judge=True, is_recused=True, recusal_reason=WHY,
            )  # fmt: skip

        assert not members_free_for(recused, DAY, deputy)
        with pytest.raises(NotPermitted, match="کناره"):
            name(recused, deputy, make_principal(Role.COMMITTEE_MEMBER))


class TestInterest:
    """Who holds or runs the office is not free to decide its review."""

    def test_passes_the_turn_on(self, heard: TerminationReview, gas_manager: Principal) -> None:
        second = make_principal(Role.AGENCY_APPEAL, heard.agency)
        hold(heard.office, gas_manager)

        assert turn_of(heard, DAY) == Role.AGENCY_APPEAL
        assert "review" not in kinds_of(gas_manager)
        with pytest.raises(NotPermitted, match="دارندهٔ پروانه"):
            decide(heard, gas_manager)
        assert decide(again(heard), second, outcome="warn").outcome == "warn"

    def test_leaves_it_to_a_stand_in(
        self, heard: TerminationReview, gas_manager: Principal, deputy: Principal,
        member: Principal,
    ) -> None:  # fmt: skip
        hold(heard.office, gas_manager)
        assert "name-stand-in-review" in kinds_of(deputy)

        name(heard, deputy, member)

        assert decide(again(heard), member, outcome="warn").outcome == "warn"

    def test_keeps_a_member_from_being_named(
        self, heard: TerminationReview, gas_manager: Principal, deputy: Principal,
        member: Principal,
    ) -> None:  # fmt: skip
        let_stand_back(heard.flags.get().cases.all()[0], gas_manager)
        hold(heard.office, member)

        assert not members_free_for(heard, DAY, deputy)
        assert refused_at_runtime(write_naming(heard, deputy, member))

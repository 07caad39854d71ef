"""Roles are given with a ground, to somebody else, from today on, and end at once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts import actions
from accounts.acts import GRANTS
from accounts.facts import hats_of, token_principal
from accounts.forms import EndGrantForm, GrantForm
from accounts.identity import identify_user, identity_of
from accounts.models import RoleGrant, User
from accounts.person_roles import in_several_bodies
from accounts.principal import Principal
from accounts.roles import DECIDING_ROLES, SCOPE_OF, Role, exclude_each_other
from agencies.models import Agency
from approvals.facts import pending_of
from approvals.models import PendingAct
from audit.models import AuditEvent
from core.acts import is_open
from core.crypto import encrypt
from core.errors import IllegalMove, Invalid, NotPermitted
from notices.actions import spread
from notices.models import Message, Notification, Reach
from notices.states import CarrierName
from tests.factories import NOW, TODAY, make_principal, make_same_person, national_id

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)
REASON = "به درخواست نهاد"
NO_LONGER = "نقش اشتباه داده شد"
LETTER = "۴۴/۹۹"
OF_AGENCY = (Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL)
OTHER_SIDE = (Role.OPERATOR, Role.ASSOCIATION, Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER)


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the rows be made on the day of the tests."""
    with time_machine.travel(NOW, tick=False):
        yield


def terms(role: Role, **values: Any) -> actions.Terms:
    """Return a role from today on, with what it rests on."""
    fields = {"scope": "", "starts_on": TODAY, "ends_on": None, "reason": REASON,
              "letter_no": "۱۲/۳۴", "letter_on": TODAY, **values}  # fmt: skip
    return actions.Terms(role=role, **fields)


@pytest.fixture
def person(platform_admin: Principal) -> User:
    """Return somebody without a role."""
    return actions.create_user(
        username="new.person", full_name="کاربر تازه", position="", actor=platform_admin, at=NOW,
        national_id=national_id(990_001),
    )[0]  # fmt: skip


@pytest.fixture
def second(db: None) -> Principal:
    """Return a second platform admin."""
    return make_principal(Role.PLATFORM_ADMIN)


def give(person: User, admin: Principal, role: Role = Role.AUDITOR, **values: Any) -> RoleGrant:
    return actions.grant_role(user_id=person.pk, terms=terms(role, **values), actor=admin, at=NOW)


def end(grant: RoleGrant, admin: Principal, at: Any = NOW, reason: str = NO_LONGER) -> RoleGrant:
    return actions.end_grant(
        grant_id=grant.pk, reason=reason, actor=admin, on=TODAY, at=at, letter_no=LETTER
    )


def told(person: User) -> list[tuple[str, str]]:
    """Return what the person was told, in whichever roles: the kind and the reason, once each."""
    for message in Message.objects.filter(carrier=CarrierName.NEWS):
        spread(payload=message.payload, at=NOW)
    rows = Notification.objects.filter(user=person, kind__startswith="role.").order_by("pk")
    return list({row.event: (row.kind, row.values["reason"]) for row in rows}.values())


class TestTheEnd:
    def test_of_a_role_of_today_is_this_moment(
        self, platform_admin: Principal, person: User
    ) -> None:
        grant = give(person, platform_admin)

        end(grant, platform_admin)

        assert [hat.role for hat in hats_of(person, NOW - timedelta(seconds=1))] == [Role.AUDITOR]
        assert hats_of(person, NOW) == []
        assert not RoleGrant.objects.in_force(NOW).filter(pk=grant.pk).exists()

    def test_of_an_older_role_leaves_the_morning_before_it(
        self, platform_admin: Principal, expert: Principal
    ) -> None:
        _token, secret = actions.issue_token(
            name="x", days=1, grant_id=expert.grant_id, actor=expert, at=NOW
        )

        end(RoleGrant.objects.get(pk=expert.grant_id), platform_admin)

        assert RoleGrant.objects.in_force(TODAY).filter(pk=expert.grant_id).exists()
        assert not RoleGrant.objects.in_force(TOMORROW).filter(pk=expert.grant_id).exists()
        assert (
            token_principal(secret, now=NOW, on=TODAY, address="127.0.0.1", request_id="") is None
        )

    def test_of_a_role_to_come_makes_it_void(self, platform_admin: Principal, person: User) -> None:
        grant = end(give(person, platform_admin, starts_on=TOMORROW), platform_admin)

        assert grant.is_void
        for days in range(5):
            assert hats_of(person, NOW + timedelta(days=days)) == []
            assert (
                not RoleGrant.objects.in_force(TODAY + timedelta(days=days))
                .filter(pk=grant.pk)
                .exists()
            )

    def test_is_told_by_the_history(self, platform_admin: Principal, person: User) -> None:
        end(give(person, platform_admin), platform_admin)
        end(give(person, platform_admin, starts_on=TOMORROW), platform_admin)

        events = AuditEvent.objects.about(person).filter(verb__startswith="role.")
        assert list(events.order_by("pk").values_list("verb", "note")) == [
            ("role.granted", REASON), ("role.ended", NO_LONGER),
            ("role.granted", REASON), ("role.voided", NO_LONGER),
        ]  # fmt: skip
        ended = events.get(verb="role.ended").changes
        assert (ended["ended_at"], ended["letter_no"]) == ([None, NOW.isoformat()], [None, LETTER])

    def test_comes_once(self, platform_admin: Principal, person: User) -> None:
        grant = end(give(person, platform_admin), platform_admin)

        assert not is_open(GRANTS["end"], grant, platform_admin, TODAY)
        with pytest.raises(IllegalMove):
            end(grant, platform_admin)

    def test_needs_a_reason(self, platform_admin: Principal, person: User) -> None:
        grant = give(person, platform_admin)

        with pytest.raises(Invalid) as refusal:
            end(grant, platform_admin, reason=" ")

        assert set(refusal.value.fields) == {"reason"}

    def test_leaves_room_for_the_right_role_on_the_same_day(
        self, platform_admin: Principal, person: User
    ) -> None:
        end(give(person, platform_admin), platform_admin)

        give(person, platform_admin)

        assert [hat.role for hat in hats_of(person, NOW)] == [Role.AUDITOR]

    def test_is_offered_for_a_role_to_come_and_said_on_the_page(
        self, platform_admin: Principal, person: User, browser_of: Any
    ) -> None:
        grant = give(person, platform_admin, starts_on=TOMORROW)
        browser, page = browser_of(platform_admin), f"/admin/users/{person.public_id}"

        assert f"{page}/roles/{grant.public_id}/end" in browser.get(page).text
        answer = browser.post(
            f"{page}/roles/{grant.public_id}/end", {"reason": NO_LONGER}, follow=True
        )

        assert "هیچ‌گاه برقرار نبود" in answer.text
        ended = give(person, platform_admin)
        browser.post(f"{page}/roles/{ended.public_id}/end", {"reason": NO_LONGER})
        assert "پایان‌یافته" in browser.get(page).text

    def test_leaves_two_persons_as_platform_admins(self, platform_admin, second):
        own = RoleGrant.objects.get(pk=platform_admin.grant_id)
        third = make_principal(Role.PLATFORM_ADMIN)
        make_same_person(second, third)

        with pytest.raises(IllegalMove, match="دو مدیر سامانه"):
            end(own, platform_admin)

        make_principal(Role.PLATFORM_ADMIN)
        assert end(own, platform_admin).ended_at == NOW


class TestTheForm:
    def test_chooses_nothing_beforehand(
        self, platform_admin: Principal, person: User, browser_of: Any
    ) -> None:
        page = browser_of(platform_admin).get(f"/admin/users/{person.public_id}/roles/new")

        form = page.context["form"]
        assert [form[name].value() for name in form.fields] == [None] * len(form.fields)
        assert " selected" not in page.text.split("<form", 1)[1].replace(
            '<option value="" selected', ""
        )

    def test_asks_for_reason_and_letter_and_says_what_the_letter_is(
        self, platform_admin: Principal, person: User, browser_of: Any
    ) -> None:
        browser = browser_of(platform_admin)
        address = f"/admin/users/{person.public_id}/roles/new"

        page = browser.get(address).text
        answer = browser.post(address, {"role": "auditor", "starts_on": "۳ آذر ۱۴۰۵"})

        assert "شمارهٔ ثبت نامه‌ای در دبیرخانه" in page
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"reason"})

    def test_the_letter_of_an_end_is_the_one_that_ends_it(self) -> None:
        given, ended = (form().fields["letter_no"].help_text for form in (GrantForm, EndGrantForm))

        assert "معرفی" in str(given)
        assert "معرفی" not in str(ended)
        assert "پایان نقش" in str(ended)

    @pytest.mark.parametrize(
        ("values", "field"),
        [({"starts_on": TODAY - timedelta(days=1)}, "starts_on"),
         ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"),
         ({"reason": " "}, "reason")],
    )  # fmt: skip
    def test_refuses_a_past_day_and_a_missing_reason(
        self, platform_admin: Principal, person: User, values: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            give(person, platform_admin, **values)

        assert set(refusal.value.fields) == {field}

    def test_keeps_ground_and_giver(self, platform_admin: Principal, person: User) -> None:
        grant = give(person, platform_admin)

        assert (grant.reason, grant.letter_no) == (REASON, "۱۲/۳۴")
        assert (grant.given_by, grant.confirmed_by) == (platform_admin.user_id, None)

    def test_refuses_another_account_of_one_s_own(
        self, platform_admin: Principal, expert: Principal
    ) -> None:
        make_same_person(platform_admin, expert)

        with pytest.raises(NotPermitted, match="به خود نقش"):
            give(User.objects.get(pk=expert.user_id), platform_admin)


class TestRolesThatDecide:
    @pytest.mark.parametrize("role", sorted(DECIDING_ROLES))
    def test_are_not_given_by_one_person(
        self, platform_admin: Principal, person: User, role: Role, gas: Agency
    ) -> None:
        scope = gas.code if SCOPE_OF[role] == "agency" else ""

        with pytest.raises(Invalid) as refusal:
            give(person, platform_admin, role, scope=scope)
        assert set(refusal.value.fields) == {"role"}
        with pytest.raises(NotPermitted):
            actions.grant_role(
                user_id=person.pk, terms=terms(role, scope=scope), actor=platform_admin, at=NOW,
                proposed_by=platform_admin.user_id,
            )  # fmt: skip

    def test_need_a_letter(self, platform_admin: Principal, person: User) -> None:
        with pytest.raises(Invalid) as refusal:
            actions.propose_role(
                user_id=person.pk, terms=terms(Role.DEPUTY, letter_no=""), actor=platform_admin,
                at=NOW,
            )  # fmt: skip

        assert set(refusal.value.fields) == {"letter_no"}

    def test_wait_for_a_second_admin_from_the_same_form(
        self, platform_admin: Principal, person: User, browser_of: Any
    ) -> None:
        address = f"/admin/users/{person.public_id}/roles/new"
        form = {"role": "deputy", "starts_on": "۳ آذر ۱۴۰۵", "reason": REASON, "letter_no": "۱",
                "letter_on": "۳ آذر ۱۴۰۵"}  # fmt: skip

        answer = browser_of(platform_admin).post(address, form, follow=True)

        assert "پیشنهاد شد" in answer.text
        assert not RoleGrant.objects.filter(user=person).exists()
        assert pending_of("user.grant-role", person) is not None

    def test_wait_one_at_a_time_for_a_person(self, platform_admin: Principal, person: User) -> None:
        for role in (Role.DEPUTY, Role.SECRETARIAT):
            try:
                actions.propose_role(
                    user_id=person.pk, terms=terms(role), actor=platform_admin, at=NOW
                )
            except IllegalMove:
                break
        else:
            pytest.fail("two proposals for one person")
        assert PendingAct.objects.count() == 1


class TestRolesThatExcludeEachOther:
    def test_are_those_of_an_agency_with_office_association_and_committee(self) -> None:
        for one in set(Role) - {Role.SYSTEM}:
            for other in set(Role) - {Role.SYSTEM}:
                is_pair = (one in OF_AGENCY and other in OTHER_SIDE) or (
                    other in OF_AGENCY and one in OTHER_SIDE
                )
                assert exclude_each_other(one, other) is is_pair

    @pytest.mark.parametrize("is_twin", [False, True])
    def test_are_refused_for_one_person_by_any_account(
        self, platform_admin: Principal, gas_manager: Principal, person: User, is_twin: bool
    ) -> None:
        wanted = User.objects.get(pk=gas_manager.user_id)
        if is_twin:
            make_same_person(
                gas_manager, Principal(**{**gas_manager.__dict__, "user_id": person.pk})
            )
            wanted = person

        with pytest.raises(Invalid) as refusal:
            give(wanted, platform_admin, Role.ASSOCIATION)
        assert set(refusal.value.fields) == {"role"}
        with pytest.raises(Invalid):
            actions.propose_role(
                user_id=wanted.pk, terms=terms(Role.COMMITTEE_CHAIR), actor=platform_admin, at=NOW
            )

    def test_may_follow_one_another(
        self, platform_admin: Principal, gas_manager: Principal
    ) -> None:
        end(RoleGrant.objects.get(pk=gas_manager.grant_id), platform_admin)

        give(User.objects.get(pk=gas_manager.user_id), platform_admin, Role.ASSOCIATION)

    def test_do_not_come_together_by_a_corrected_person(
        self, platform_admin: Principal, gas_manager: Principal, chair: Principal
    ) -> None:
        same = national_id(77)
        User.objects.filter(pk=gas_manager.user_id).update(**identity_of(same))

        with pytest.raises(Invalid) as refusal:
            identify_user(
                user_id=chair.user_id, national_id=same, reason=REASON, actor=platform_admin,
                at=NOW,
            )  # fmt: skip

        assert set(refusal.value.fields) == {"national_id"}

    def test_others_are_shown(
        self, platform_admin: Principal, expert: Principal, gas_manager: Principal, browser_of: Any
    ) -> None:
        make_same_person(expert, gas_manager)
        browser = browser_of(platform_admin)

        both = {expert.user_id, gas_manager.user_id}
        assert in_several_bodies(User.objects.all(), TODAY) == both
        assert "چند نهاد" in browser.get("/admin/users").text
        for user in User.objects.filter(pk__in=both):
            page = browser.get(f"/admin/users/{user.public_id}")
            assert len(page.context["holdings"]) == 2
            form = browser.get(f"/admin/users/{user.public_id}/roles/new")
            assert len(form.context["holdings"]) == 2


class TestThePerson:
    def test_reads_of_each_role_given_and_ended(
        self, platform_admin: Principal, expert: Principal
    ) -> None:
        person = User.objects.get(pk=expert.user_id)
        end(give(person, platform_admin), platform_admin)
        end(give(person, platform_admin, starts_on=TOMORROW), platform_admin)

        assert told(person) == [
            ("role.granted", REASON), ("role.ended", NO_LONGER),
            ("role.granted", REASON), ("role.voided", NO_LONGER),
        ]  # fmt: skip
        assert told(User.objects.get(pk=platform_admin.user_id)) == []

    def test_reads_of_the_last_role_too(self, platform_admin: Principal, person: User) -> None:
        end(give(person, platform_admin), platform_admin)

        assert told(person) == [("role.granted", REASON), ("role.ended", NO_LONGER)]

    def test_reads_from_which_moment_by_whom_and_on_which_letter_it_ended(
        self, platform_admin: Principal, expert: Principal, browser_of: Any
    ) -> None:
        person = User.objects.get(pk=expert.user_id)
        end(give(person, platform_admin), platform_admin)
        told(person)

        page = browser_of(expert).get("/notifications").text
        assert all(part in page for part in ("بازرس", "۱۰:۳۰", platform_admin.name, LETTER))

    def test_is_written_to_outside_with_the_role_that_ended(
        self, platform_admin: Principal, person: User
    ) -> None:
        Reach.objects.create(user=person, mobile_sealed=encrypt("09140000000"))

        end(give(person, platform_admin), platform_admin)
        told(person)

        sent = Message.objects.filter(carrier=CarrierName.SMS).order_by("pk").last()
        assert sent is not None
        assert "بازرس" in sent.payload["text"]
        assert "پایان" in sent.payload["text"]

    def test_reads_it_in_the_inbox(
        self, platform_admin: Principal, expert: Principal, browser_of: Any
    ) -> None:
        person = User.objects.get(pk=expert.user_id)
        give(person, platform_admin)
        told(person)

        assert "نقشی به شما داده شد" in browser_of(expert).get("/notifications").text

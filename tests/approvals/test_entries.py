"""The sign-in of an account that decides is reset by two admins, each with a part of the key."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from accounts import actions
from accounts.actions.entry import give_key
from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from approvals.actions import confirm_act, refuse_act
from approvals.models import PendingAct
from audit.actions import record
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from core.scope import SYSTEM, set_scope
from notices.actions import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.factories import make_principal
from tests.movers import forget_events
from tests.oversight.steps import DAY, moment
from tests.runtime import as_runtime, make_role, settle
from tests.sql import refused, refused_at_runtime

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "right_code")]
STRONG = "سه پرنده بر بام خانه"
CHECKED = "حضوری، با کارت ملی"


@pytest.fixture
def second(db: None) -> Principal:
    """Return a second platform admin."""
    return make_principal(Role.PLATFORM_ADMIN, name="مدیر دوم")


@pytest.fixture
def clock(db: None) -> Principal:
    """Return the clock."""
    return User.objects.system()


@pytest.fixture
def manager(gas: Agency) -> Principal:
    """Return the manager whose sign-in is reset; another manager works beside."""
    found = make_principal(Role.AGENCY_MANAGER, gas, name="مدیر فراموشکار")
    person = User.objects.get(pk=found.user_id)
    person.set_password("old words of mine")
    person.save()
    return found


def account(principal: Principal) -> User:
    return User.objects.get(pk=principal.user_id)


def propose(whom: Principal, admin: Principal) -> tuple[PendingAct, str]:
    """Propose the reset; return the proposal and the first part of the key."""
    _user, part = actions.renew_entry(
        user_id=whom.user_id, reason=CHECKED, is_factor_lost=False, actor=admin, at=moment(DAY)
    )
    return PendingAct.objects.get(act="user.renew-entry", state="pending"), part


def confirm(pending: PendingAct, actor: Principal) -> str:
    """Confirm it; return the second part of the key."""
    done = confirm_act(pending_id=pending.pk, actor=actor, on=DAY, at=moment(DAY))
    return done.shown_once


def choose(whom: Principal, key: str, part: str = "") -> User:
    return actions.choose_password(
        username=account(whom).username, key=key, first_part=part, password=STRONG, at=moment(DAY)
    )


class TestAReset:
    def test_ends_nothing_before_the_second_admin(
        self, platform_admin: Principal, manager: Principal
    ) -> None:
        propose(manager, platform_admin)

        assert account(manager).check_password("old words of mine")

    def test_opens_with_both_parts_together_and_with_neither_alone(
        self, platform_admin: Principal, second: Principal, manager: Principal
    ) -> None:
        pending, part = propose(manager, platform_admin)
        key = confirm(pending, second)

        for wrong in ((key, ""), (part, ""), (part, part), (key, key)):
            with pytest.raises(Invalid):
                choose(manager, *wrong)
        assert choose(manager, key, part.upper()).check_password(STRONG)
        assert account(manager).key_part == ""

    def test_is_not_confirmed_by_its_proposer_or_its_own_person(
        self, platform_admin: Principal, second: Principal
    ) -> None:
        pending, _part = propose(second, platform_admin)

        for actor in (platform_admin, second):
            with pytest.raises(NotPermitted):
                confirm(pending, actor)

    def test_needs_a_fresh_code_of_both(
        self, platform_admin: Principal, second: Principal, manager: Principal
    ) -> None:
        with pytest.raises(FactorRequired):
            propose(manager, platform_admin.with_stale_factor())
        pending, _part = propose(manager, platform_admin)
        with pytest.raises(FactorRequired):
            confirm(pending, second.with_stale_factor())

    def test_waits_once(self, platform_admin: Principal, manager: Principal) -> None:
        propose(manager, platform_admin)

        with pytest.raises(IllegalMove):
            propose(manager, platform_admin)

    def test_that_is_refused_leaves_the_sign_in(
        self, platform_admin: Principal, second: Principal, manager: Principal
    ) -> None:
        pending, _part = propose(manager, platform_admin)

        refuse_act(
            pending_id=pending.pk, reason="این شخص را ندیده‌ام.", actor=second, on=DAY,
            at=moment(DAY),
        )  # fmt: skip

        assert account(manager).check_password("old words of mine")

    def test_of_an_account_without_power_needs_one_admin(
        self, platform_admin: Principal, gas_clerk: Principal
    ) -> None:
        _user, key = actions.renew_entry(
            user_id=gas_clerk.user_id, reason=CHECKED, is_factor_lost=False,
            actor=platform_admin, at=moment(DAY),
        )  # fmt: skip

        assert choose(gas_clerk, key).check_password(STRONG)


class TestThePages:
    def test_show_each_admin_one_part_once(
        self, platform_admin: Principal, second: Principal, manager: Principal, browser_of: Any
    ) -> None:
        address = f"/admin/users/{account(manager).public_id}/entry"
        shown = browser_of(platform_admin).post(address, {"reason": CHECKED})
        part = shown.context["key"]
        pending = PendingAct.objects.get(act="user.renew-entry")
        page = f"{pending.get_absolute_url()}/confirm"
        answer = browser_of(second).post(page, {"agreed": "on", "one_time_code": "123456"})
        key = answer.context["key"]

        assert (shown.status_code, answer.status_code) == (200, 200)
        assert part not in answer.text
        assert key not in browser_of(platform_admin).get(pending.get_absolute_url()).text
        assert key not in browser_of(second).get(pending.get_absolute_url()).text
        assert choose(manager, key, part).check_password(STRONG)

    def test_ask_for_both_parts_where_a_password_is_chosen(
        self, client: Any, platform_admin: Principal, second: Principal, manager: Principal
    ) -> None:
        pending, part = propose(manager, platform_admin)
        form = {"username": account(manager).username, "key": confirm(pending, second),
                "password": STRONG, "password2": STRONG}  # fmt: skip

        assert client.post("/account/first-password", form).status_code == 422
        assert client.post("/account/first-password", {**form, "first_part": part}).status_code == (
            302
        )


def test_rest_leads_to_the_page_and_shows_no_digest(
    platform_admin: Principal, second: Principal, manager: Principal, api_of: Any
) -> None:
    pending, _part = propose(manager, platform_admin)
    api, address = api_of(second), f"/api/v1/pending-acts/{pending.public_id}"

    shown = api.get(address).json()
    moves = {move["name"]: move for move in api.get(f"{address}/transitions").json()}
    answer = api.post(
        f"{address}/confirm", {"one_time_code": "123456"}, format="json",
        headers={"Idempotency-Key": "11111111-1111-4111-8111-111111111111",
                 "If-Match": f'"{pending.version}"'},
    )  # fmt: skip

    assert "part" not in shown["arguments"]
    assert moves["confirm"]["is_allowed"] is False
    assert answer.status_code in {409, 412}
    pending.refresh_from_db()
    assert pending.state == "pending"


def test_person_admins_and_the_managers_of_the_agency_hear_of_both_steps(
    platform_admin: Principal, second: Principal, manager: Principal, gas_manager: Principal
) -> None:
    def heard(verb: str) -> set[int]:
        for message in Message.objects.filter(carrier=CarrierName.NEWS):
            spread(payload=message.payload, at=moment(DAY))
        return set(
            Notification.objects.filter(kind__startswith=verb).values_list("user_id", flat=True)
        )

    pending, _part = propose(manager, platform_admin)
    hearers = {manager.user_id, second.user_id, gas_manager.user_id}
    assert hearers <= heard("user.renewal_proposed")
    confirm(pending, second)
    hearers = {manager.user_id, platform_admin.user_id, gas_manager.user_id}
    assert hearers <= heard("user.renewed")


def refusal_of(call: Any) -> str:
    """Return with which words the guards refuse at the end of a transaction."""

    def ended() -> None:
        call()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS approvals_user_renewed IMMEDIATE")

    return refused_at_runtime(ended)


def test_database_refuses_a_key_that_one_admin_gives(manager: Principal) -> None:
    told = refusal_of(lambda: give_key(account(manager), moment(DAY)))

    assert "reset by two admins" in told


def test_database_refuses_to_drop_the_first_part(
    platform_admin: Principal, second: Principal, manager: Principal
) -> None:
    pending, _part = propose(manager, platform_admin)
    confirm(pending, second)
    rows = User.objects.filter(pk=manager.user_id)

    assert "reset by two admins" in refusal_of(lambda: rows.update(key_part=""))


@pytest.mark.parametrize("verb", ["role.switched", "user.invited", "user.created"])
def test_database_refuses_a_key_of_an_admin_with_another_event(
    platform_admin: Principal, second: Principal, expert: Principal, clock: Principal, verb: str
) -> None:
    make_principal(Role.PLATFORM_ADMIN, name="مدیر سوم")
    forget_events()

    def given() -> None:
        give_key(account(second), moment(DAY))
        record(actor=clock, verb=verb, target=account(second), at=moment(DAY))

    assert "reset by two admins" in refusal_of(given)


class TestALostFactor:
    """The second factor of an account that decides is removed by two admins."""

    @pytest.fixture(autouse=True)
    def _factor(self, manager: Principal) -> None:
        Authenticator.objects.create(user_id=manager.user_id, type="totp", data={"secret": "x"})

    def removed(self, whom: Principal, verb: str, actor: Principal) -> str:
        forget_events()

        def written() -> None:
            Authenticator.objects.filter(user_id=whom.user_id).delete()
            record(actor=actor, verb=verb, target=account(whom), at=moment(DAY))
            settle()

        with as_runtime(make_role()):
            set_scope(scope=SYSTEM)
            return refused(written)

    def test_is_not_removed_by_one_admin(
        self, manager: Principal, platform_admin: Principal
    ) -> None:
        assert self.removed(manager, "user.renewed", platform_admin) == (
            "The second factor of an account that decides is removed by two admins."
        )

    def test_is_removed_by_its_own_person(self, manager: Principal) -> None:
        assert self.removed(manager, "user.factor_removed", manager) == ""

    def test_is_removed_by_two_admins(
        self, platform_admin: Principal, second: Principal, manager: Principal
    ) -> None:
        actions.renew_entry(
            user_id=manager.user_id, reason=CHECKED, is_factor_lost=True, actor=platform_admin,
            at=moment(DAY),
        )  # fmt: skip
        pending = PendingAct.objects.get(act="user.renew-entry", state="pending")
        forget_events()

        def confirmed() -> None:
            confirm(pending, second)
            settle()

        with as_runtime(make_role()):
            set_scope(scope=SYSTEM)
            assert refused(confirmed) == ""
        assert not Authenticator.objects.filter(user_id=manager.user_id).exists()

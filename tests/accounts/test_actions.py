"""Users, roles and keys: who may manage them, and what is left in the history."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from accounts import actions
from accounts.facts import hats_of, token_principal
from accounts.models import ApiToken, RoleGrant, User
from accounts.principal import Principal
from accounts.roles import ROLE_PERMISSIONS, Permission, Role
from accounts.scopes import ASSOCIATION_ID
from approvals.actions import confirm_act
from approvals.models import PendingAct
from audit.models import AuditEvent
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from tests.factories import NOW, TODAY, make_principal
from tests.sql import refused_at_runtime

STRONG = "سه پرنده بر بام خانه"


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the rows be made on the day of the tests."""
    with time_machine.travel(NOW, tick=False):
        yield


def terms(role: Role, **values: Any) -> actions.Terms:
    """Return a role from today on, with what it rests on."""
    fields = {"scope": "", "starts_on": TODAY, "ends_on": None, "reason": "به درخواست نهاد",
              "letter_no": "۱۲/۳۴", "letter_on": TODAY, **values}  # fmt: skip
    return actions.Terms(role=role, **fields)


def make_user(actor: Principal, username: str = "new.person") -> User:
    """Return a person made by the action."""
    user, _key = actions.create_user(
        username=username,
        full_name="کاربر تازه",
        position="کارشناس",
        actor=actor,
        at=NOW,
    )
    return user


class TestCreateUser:
    def test_makes_a_person_without_a_role(self, platform_admin: Principal) -> None:
        user = make_user(platform_admin)

        assert hats_of(user, NOW) == []
        assert not user.has_usable_password()

    def test_gives_a_key_with_which_the_person_chooses_a_password(
        self, platform_admin: Principal
    ) -> None:
        _user, key = actions.create_user(
            username="new.person", full_name="کاربر", position="", actor=platform_admin, at=NOW
        )

        user = actions.choose_password(username="new.person", key=key, password=STRONG, at=NOW)

        assert user.check_password(STRONG)

    def test_leaves_one_event(self, platform_admin: Principal) -> None:
        user = make_user(platform_admin)

        assert AuditEvent.objects.about(user).get().verb == "user.created"

    def test_refuses_a_taken_name(self, platform_admin: Principal) -> None:
        make_user(platform_admin)

        with pytest.raises(Invalid) as refusal:
            make_user(platform_admin, "New.Person")

        assert "username" in refusal.value.fields

    def test_refuses_every_other_role(self) -> None:
        for role in set(Role) - {Role.PLATFORM_ADMIN}:
            assert Permission.USER_GRANT not in ROLE_PERMISSIONS[role]


class TestGrantRole:
    def test_gives_the_role_from_a_day_on(self, platform_admin: Principal) -> None:
        user = make_user(platform_admin)

        actions.grant_role(
            user_id=user.pk, terms=terms(Role.ASSOCIATION), actor=platform_admin, at=NOW
        )

        (hat,) = hats_of(user, NOW)
        assert hat.scope_ids == (ASSOCIATION_ID,)
        assert hats_of(user, NOW - timedelta(days=1)) == []

    def test_refuses_a_scope_that_is_not_there(self, platform_admin: Principal) -> None:
        user = make_user(platform_admin)

        with pytest.raises(Invalid):
            actions.grant_role(
                user_id=user.pk, terms=terms(Role.COUNTY_REP, scope="ناکجا"),
                actor=platform_admin, at=NOW,
            )  # fmt: skip

        assert not RoleGrant.objects.filter(user=user).exists()

    @pytest.mark.parametrize(
        ("role", "scope"), [(Role.COUNTY_REP, ""), (Role.EXPERT, "گاز"), (Role.EXPERT, "")]
    )
    def test_refuses_a_body_that_is_missing_or_too_much_and_the_same_role_twice(
        self, platform_admin: Principal, role: Role, scope: str
    ) -> None:
        user = make_user(platform_admin)

        def grant(role: Role, scope: str) -> None:
            actions.grant_role(
                user_id=user.pk, terms=terms(role, scope=scope), actor=platform_admin, at=NOW
            )

        grant(Role.EXPERT, "")
        with pytest.raises(Invalid):
            grant(role, scope)
        assert RoleGrant.objects.filter(user=user).count() == 1

    def test_refuses_a_role_for_oneself(self, platform_admin: Principal) -> None:
        with pytest.raises(NotPermitted, match="به خود نقش"):
            actions.grant_role(
                user_id=platform_admin.user_id, terms=terms(Role.AUDITOR), actor=platform_admin,
                at=NOW,
            )  # fmt: skip

    def test_refuses_another_role(self, deputy: Principal, expert: Principal) -> None:
        with pytest.raises(NotPermitted):
            actions.grant_role(
                user_id=expert.user_id, terms=terms(Role.AUDITOR), actor=deputy, at=NOW
            )


class TestSetActive:
    def test_shuts_a_person_out_of_the_api_at_once(
        self, platform_admin: Principal, expert: Principal
    ) -> None:
        _token, secret = actions.issue_token(
            name="x", days=1, grant_id=expert.grant_id, actor=expert, at=NOW
        )

        actions.set_active(
            user_id=expert.user_id,
            is_active=False,
            reason="از دستگاه رفت.",
            actor=platform_admin,
            at=NOW,
        )

        assert (
            token_principal(secret, now=NOW, on=TODAY, address="127.0.0.1", request_id="") is None
        )

    def test_refuses_oneself(self, platform_admin: Principal) -> None:
        with pytest.raises(NotPermitted, match="دسترسی خود"):
            actions.set_active(
                user_id=platform_admin.user_id, is_active=False, reason="x",
                actor=platform_admin, at=NOW,
            )  # fmt: skip

    @pytest.mark.parametrize("reason", ["", "   ", "کوتاه"])
    def test_asks_for_a_sentence(
        self, platform_admin: Principal, expert: Principal, reason: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            actions.set_active(
                user_id=expert.user_id, is_active=False, reason=reason, actor=platform_admin,
                at=NOW,
            )  # fmt: skip
        assert list(refusal.value.fields) == ["reason"]

    def test_of_a_role_that_decides_waits_for_another_admin(
        self, platform_admin: Principal, deputy: Principal
    ) -> None:
        other = make_principal(Role.PLATFORM_ADMIN)

        self.block(deputy, platform_admin)

        assert User.objects.get(pk=deputy.user_id).is_active
        self.confirm(deputy, other)
        assert not User.objects.get(pk=deputy.user_id).is_active

    def test_is_not_confirmed_by_its_proposer_or_the_person(
        self, platform_admin: Principal
    ) -> None:
        second, third = (make_principal(Role.PLATFORM_ADMIN) for _each in range(2))
        self.block(second, platform_admin)

        for barred in (platform_admin, second):
            with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
                self.confirm(second, barred)
        self.confirm(second, third)
        assert not User.objects.get(pk=second.user_id).is_active

    def test_leaves_two_admins(self, platform_admin: Principal) -> None:
        second = make_principal(Role.PLATFORM_ADMIN)

        with pytest.raises(IllegalMove):
            self.block(second, platform_admin)

        assert User.objects.get(pk=second.user_id).is_active

    def test_is_by_two_in_the_database_too(self, deputy: Principal) -> None:
        def block() -> None:
            User.objects.filter(pk=deputy.user_id).update(is_active=False)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        assert "two admins" in refused_at_runtime(block)

    def block(self, person: Principal, actor: Principal) -> None:
        actions.set_active(
            user_id=person.user_id, is_active=False, reason="نامهٔ دستگاه رسیده است.",
            actor=actor, at=NOW,
        )  # fmt: skip

    def confirm(self, person: Principal, actor: Principal) -> None:
        public_id = User.objects.get(pk=person.user_id).public_id
        pending = PendingAct.objects.get(target_id=public_id, state="pending")
        confirm_act(pending_id=pending.pk, actor=actor, on=TODAY, at=NOW)


class TestIssueToken:
    def test_keeps_only_the_digest(self, expert: Principal) -> None:
        token, secret = actions.issue_token(
            name="همگام‌سازی", days=30, grant_id=expert.grant_id, actor=expert, at=NOW
        )

        stored = ApiToken.objects.values().get(pk=token.pk)
        assert secret not in str(stored)
        assert token.expires_at == NOW + timedelta(days=30)

    def test_opens_the_door_in_one_query(
        self, expert: Principal, django_assert_num_queries: object
    ) -> None:
        _token, secret = actions.issue_token(
            name="x", days=1, grant_id=expert.grant_id, actor=expert, at=NOW
        )

        with django_assert_num_queries(1):  # type: ignore[operator]
            found = token_principal(secret, now=NOW, on=TODAY, address="127.0.0.1", request_id="")

        assert found is not None
        assert found[1].role is Role.EXPERT
        assert not found[1].fresh_factor

    @pytest.mark.parametrize("days", [0, 366])
    def test_refuses_a_term_out_of_bounds(self, expert: Principal, days: int) -> None:
        with pytest.raises(Invalid):
            actions.issue_token(name="x", days=days, grant_id=expert.grant_id, actor=expert, at=NOW)

    def test_refuses_the_grant_of_another(self, expert: Principal, deputy: Principal) -> None:
        with pytest.raises(RoleGrant.DoesNotExist):
            actions.issue_token(name="x", days=1, grant_id=deputy.grant_id, actor=expert, at=NOW)

    def test_refuses_a_stale_factor(self, expert: Principal) -> None:
        stale = Principal(**{**expert.__dict__, "fresh_factor": False})

        with pytest.raises(FactorRequired):
            actions.issue_token(name="x", days=1, grant_id=expert.grant_id, actor=stale, at=NOW)


class TestRevokeToken:
    def test_ends_the_key_at_once(self, expert: Principal) -> None:
        token, secret = actions.issue_token(
            name="x", days=1, grant_id=expert.grant_id, actor=expert, at=NOW
        )

        actions.revoke_token(token_id=token.pk, actor=expert, at=NOW)

        assert (
            token_principal(secret, now=NOW, on=TODAY, address="127.0.0.1", request_id="") is None
        )

    def test_hides_the_keys_of_others(self, expert: Principal) -> None:
        other = make_principal(Role.EXPERT)
        token, _secret = actions.issue_token(
            name="x", days=1, grant_id=other.grant_id, actor=other, at=NOW
        )

        with pytest.raises(ApiToken.DoesNotExist):
            actions.revoke_token(token_id=token.pk, actor=expert, at=NOW)

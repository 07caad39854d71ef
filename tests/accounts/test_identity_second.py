"""Whose account it is, is said by one admin and confirmed by another; deciders are known."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from accounts import actions
from accounts.identity import identify_user
from accounts.models import User
from accounts.principal import Principal
from accounts.roles import DECIDING_ROLES, Role
from approvals.actions import confirm_act, refuse_act
from approvals.facts import is_void
from approvals.models import PendingAct
from audit.models import AuditEvent
from core.errors import IllegalMove, Invalid, NotPermitted
from core.persian import persian_digits
from tests.factories import NOW, TODAY, make_principal, make_same_person, national_id
from tests.sql import refused_at_runtime

pytestmark = pytest.mark.django_db
ID, OTHER = national_id(700_001), national_id(700_002)
REASON = "برابر کارت ملی"
WHEN: dict[str, Any] = {"on": TODAY, "at": NOW}


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def second(db: None) -> Principal:
    return make_principal(Role.PLATFORM_ADMIN)


def identify(actor: Principal, account: int, number: str = ID) -> User:
    return identify_user(user_id=account, national_id=number, reason=REASON, actor=actor, at=NOW)


def waiting() -> PendingAct:
    found: PendingAct = PendingAct.objects.waiting().get(act="user.identify")
    return found


def key_of(account: int) -> str:
    return str(User.objects.get(pk=account).person_key)


class TestSecondAdmin:
    def test_confirms_before_anything_is_written(
        self, platform_admin: Principal, second: Principal, gas_clerk: Principal
    ) -> None:
        identify(platform_admin, gas_clerk.user_id)
        assert key_of(gas_clerk.user_id) == ""

        confirm_act(pending_id=waiting().pk, actor=second, **WHEN)
        assert key_of(gas_clerk.user_id)
        verbs = AuditEvent.objects.filter(verb__startswith="user.").values_list("verb", flat=True)
        assert set(verbs) == {"user.identity_proposed", "user.identified"}

    def test_confirms_a_correction(
        self, platform_admin: Principal, second: Principal, gas_clerk: Principal
    ) -> None:
        for number in (ID, OTHER):
            identify(platform_admin, gas_clerk.user_id, number)
            confirm_act(pending_id=waiting().pk, actor=second, **WHEN)
        assert AuditEvent.objects.filter(verb="user.person_corrected").exists()

    def test_reads_the_last_digits_alone(
        self, platform_admin: Principal, gas_clerk: Principal
    ) -> None:
        identify(platform_admin, gas_clerk.user_id)

        shown = str(waiting().rows)
        assert persian_digits(ID[-4:]) in shown
        assert persian_digits(ID) not in shown
        assert ID not in shown

    def test_is_another_person(
        self, platform_admin: Principal, second: Principal, gas_clerk: Principal
    ) -> None:
        make_same_person(platform_admin, second)
        identify(platform_admin, gas_clerk.user_id)
        for actor in (platform_admin, second):
            with pytest.raises(NotPermitted):
                confirm_act(pending_id=waiting().pk, actor=actor, **WHEN)

    def test_is_not_whose_account_it_is(self, platform_admin: Principal, second: Principal) -> None:
        identify(platform_admin, second.user_id)
        with pytest.raises(NotPermitted):
            confirm_act(pending_id=waiting().pk, actor=second, **WHEN)

    def test_refuses_with_nothing_written(
        self, platform_admin: Principal, second: Principal, gas_clerk: Principal
    ) -> None:
        identify(platform_admin, gas_clerk.user_id)
        refuse_act(pending_id=waiting().pk, actor=second, reason="کارت ملی دیده نشد.", **WHEN)
        assert key_of(gas_clerk.user_id) == ""

    def test_confirms_nothing_that_hides_another_account_of_the_person(
        self, platform_admin: Principal, second: Principal, gas_clerk: Principal, deputy: Principal
    ) -> None:
        for account in (gas_clerk, deputy):
            identify(platform_admin, account.user_id)
        first, other = PendingAct.objects.waiting().filter(act="user.identify").order_by("pk")
        assert not is_void(other, TODAY)

        confirm_act(pending_id=first.pk, actor=second, **WHEN)
        assert is_void(other, TODAY)
        with pytest.raises(IllegalMove):
            confirm_act(pending_id=other.pk, actor=second, **WHEN)

    def test_is_waited_for_once(self, platform_admin: Principal, gas_clerk: Principal) -> None:
        identify(platform_admin, gas_clerk.user_id)
        with pytest.raises(IllegalMove):
            identify(platform_admin, gas_clerk.user_id, OTHER)


class TestPrompt:
    def test_identifies_a_first_admin_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        platform_admin = make_principal(Role.PLATFORM_ADMIN, is_known=False)
        monkeypatch.setattr("accounts.management.commands.identify_user.getpass", lambda _: ID)
        name = User.objects.get(pk=platform_admin.user_id).username
        call_command("identify_user", name, reason="نخستین راهبر", stdout=StringIO())
        assert key_of(platform_admin.user_id)

    def test_refuses_everybody_else(
        self, gas_clerk: Principal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("accounts.management.commands.identify_user.getpass", lambda _: ID)
        name = User.objects.get(pk=gas_clerk.user_id).username
        with pytest.raises(CommandError, match="دو راهبر"):
            call_command("identify_user", name, reason="نخستین راهبر", stdout=StringIO())


class TestDecidingRoles:
    @pytest.mark.parametrize("role", sorted(DECIDING_ROLES))
    def test_ask_for_a_known_person(self, platform_admin: Principal, role: Role) -> None:
        unknown = actions.create_user(
            username="new.person", full_name="کاربر تازه", position="", actor=platform_admin,
            at=NOW,
        )[0]  # fmt: skip
        terms = actions.Terms(role, "", TODAY, None, REASON, "۱۲/۳۴", TODAY)
        with pytest.raises(Invalid) as error:
            actions.propose_role(user_id=unknown.pk, terms=terms, actor=platform_admin, at=NOW)
        assert "کد ملی" in str(error.value.fields["role"])

    def test_others_do_not(self, platform_admin: Principal, gas_clerk: Principal) -> None:
        terms = actions.Terms(Role.AUDITOR, "", TODAY, TODAY + timedelta(days=9), REASON, "")
        actions.grant_role(user_id=gas_clerk.user_id, terms=terms, actor=platform_admin, at=NOW)


class TestWall:
    def test_raw_sql_identifies_nobody(self, gas_clerk: Principal) -> None:
        def write() -> None:
            User.objects.filter(pk=gas_clerk.user_id).update(person_key="x", national_id_sealed="y")
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        assert "second admin" in refused_at_runtime(write)

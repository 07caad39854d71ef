"""Whose account it is: sealed, told apart by person, never forgotten, never shown."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.identity import identify_user
from accounts.models import User
from accounts.persons import accounts_of, is_same_person, with_twins
from accounts.roles import Role
from approvals.actions import confirm_act
from approvals.models import PendingAct
from audit.models import AuditEvent
from core.clock import now, today
from core.crypto import decrypt
from core.errors import Invalid, NotPermitted
from tests.factories import NOW, TODAY, make_principal, make_same_person, national_id
from tests.sql import leave_session

ID = national_id(700_001)
pytestmark = pytest.mark.django_db


def identify(actor, user_id, number=ID, reason="برابر کارت ملی"):
    """Propose the identity, and confirm it as another admin."""
    when = {"actor": actor, "at": NOW}
    identify_user(user_id=user_id, national_id=number, reason=reason, **when)
    pending = PendingAct.objects.waiting().filter(act="user.identify").first()
    if pending is not None:
        second = make_principal(Role.PLATFORM_ADMIN)
        confirm_act(pending_id=pending.pk, actor=second, on=TODAY, at=NOW)
    return User.objects.get(pk=user_id)


def same_in_sql(one, other):
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_same_person(%s, %s)", [one, other])
        return cursor.fetchone()[0]


class TestIdentifyUser:
    def test_keeps_the_id_sealed_and_out_of_the_history(self, platform_admin, gas_clerk):
        user = identify(platform_admin, gas_clerk.user_id)

        assert decrypt(user.national_id_sealed) == ID
        assert ID not in user.person_key
        event = AuditEvent.objects.get(verb="user.identified")
        assert ID not in str(event.changes) + event.note

    def test_tells_a_correction_from_the_first_time(self, platform_admin, gas_clerk):
        identify(platform_admin, gas_clerk.user_id)
        identify(platform_admin, gas_clerk.user_id)
        identify(platform_admin, gas_clerk.user_id, national_id(700_002))

        verbs = AuditEvent.objects.filter(verb__startswith="user.").values_list("verb", flat=True)
        assert sorted(verbs) == [
            "user.identified", "user.identity_proposed", "user.identity_proposed",
            "user.person_corrected",
        ]  # fmt: skip

    @pytest.mark.parametrize("number", ["", "1234567890", "۱۲۳"])
    def test_refuses_what_is_no_national_id(self, platform_admin, gas_clerk, number):
        with pytest.raises(Invalid) as refusal:
            identify(platform_admin, gas_clerk.user_id, number)
        assert list(refusal.value.fields) == ["national_id"]

    def test_refuses_without_a_reason(self, platform_admin, gas_clerk):
        with pytest.raises(Invalid):
            identify(platform_admin, gas_clerk.user_id, reason=" ")

    def test_refuses_the_own_account(self, platform_admin):
        with pytest.raises(NotPermitted, match="هویت حساب خود"):
            identify(platform_admin, platform_admin.user_id)

    def test_refuses_a_role_without_the_permission(self, deputy, gas_clerk):
        with pytest.raises(NotPermitted):
            identify(deputy, gas_clerk.user_id)

    def test_is_not_forgotten_by_sql(self, platform_admin, gas_clerk):
        identify(platform_admin, gas_clerk.user_id)

        with pytest.raises(IntegrityError, match="not forgotten"), transaction.atomic():
            User.objects.filter(pk=gas_clerk.user_id).update(person_key="", national_id_sealed="")


class TestPersons:
    def test_are_one_behind_two_accounts(self, gas_clerk, gas_manager, deputy):
        one, other, third = gas_clerk.user_id, gas_manager.user_id, deputy.user_id
        make_same_person(gas_clerk, gas_manager)

        assert set(accounts_of(one)) == {one, other}
        assert with_twins([one, third]) == {one, other, third}
        assert is_same_person(one, other)
        assert same_in_sql(one, other)
        assert not is_same_person(one, third)
        assert not same_in_sql(one, third)

    def test_unknown_ones_stand_for_themselves(self, gas_clerk, gas_manager):
        one, other = gas_clerk.user_id, gas_manager.user_id

        assert set(accounts_of(one)) == {one}
        assert with_twins([one, 0]) == {one, 0}
        assert is_same_person(one, one)
        assert not is_same_person(None, one)
        assert not is_same_person(one, other)
        assert not same_in_sql(one, other)

    def test_are_compared_under_another_search_path(self, gas_clerk, gas_manager):
        make_same_person(gas_clerk, gas_manager)

        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE accounts_user (id bigint, person_key text)")
            cursor.execute("SET LOCAL search_path = pg_temp, public")
            assert same_in_sql(gas_clerk.user_id, gas_manager.user_id)


class TestPages:
    def test_say_whose_account_it_is_and_what_others_there_are(
        self, browser_of, platform_admin, gas_clerk, gas_manager
    ):
        client = browser_of(platform_admin)
        make_same_person(gas_manager, make_principal(Role.EXPERT))
        user = User.objects.get(pk=gas_clerk.user_id)
        address = f"/admin/users/{user.public_id}"
        assert "معلوم نیست" in client.get(address).content.decode()

        answer = client.post(f"{address}/person", {"national_id": ID, "reason": "برابر کارت ملی"})

        assert answer.status_code == 302
        assert "معلوم نیست" in client.get(address).content.decode()
        pending = PendingAct.objects.waiting().get(act="user.identify")
        second = make_principal(Role.PLATFORM_ADMIN)
        leave_session()
        confirm_act(pending_id=pending.pk, actor=second, on=today(), at=now())
        text = client.get(address).content.decode()
        assert "معلوم نیست" not in text
        assert ID not in text
        twin = User.objects.get(pk=gas_manager.user_id)
        assert "حساب‌های دیگر" in client.get(f"/admin/users/{twin.public_id}").content.decode()

    def test_keep_what_was_typed_when_it_is_wrong(self, browser_of, platform_admin, gas_clerk):
        user = User.objects.get(pk=gas_clerk.user_id)

        answer = browser_of(platform_admin).post(
            f"/admin/users/{user.public_id}/person", {"national_id": "1111111111", "reason": "کارت"}
        )

        assert answer.status_code == 422
        assert "کارت" in answer.content.decode()
        user.refresh_from_db()
        assert not user.is_identified


class TestCommand:
    def test_asks_for_the_id_at_the_prompt(self, monkeypatch):
        platform_admin = make_principal(Role.PLATFORM_ADMIN, is_known=False)
        monkeypatch.setattr("accounts.management.commands.identify_user.getpass", lambda _: ID)
        user = User.objects.get(pk=platform_admin.user_id)

        call_command("identify_user", user.username, reason="نخستین راهبر", stdout=StringIO())

        user.refresh_from_db()
        assert user.is_identified

    @pytest.mark.parametrize(("username", "number"), [("nobody", ID), ("", "123")])
    def test_says_what_is_wrong(self, monkeypatch, gas_clerk, username, number):
        monkeypatch.setattr("accounts.management.commands.identify_user.getpass", lambda _: number)
        known = username or User.objects.get(pk=gas_clerk.user_id).username

        with pytest.raises(CommandError):
            call_command("identify_user", known, reason="نخستین راهبر", stdout=StringIO())

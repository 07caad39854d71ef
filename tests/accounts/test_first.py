"""The first platform admin: made once, enters by a one-time key, then with a second factor."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.actions import choose_password
from accounts.facts import hats_of
from accounts.first import create_first_admin
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from core.errors import IllegalMove, Invalid
from tests.factories import NOW, TODAY

STRONG = "سه پرنده بر بام خانه"


def make_first(username: str = "rahbar", name: str = "راهبر نخست") -> tuple[User, str]:
    """Return the first admin and his key."""
    return create_first_admin(
        username=username, full_name=name, position="راهبر سامانه", on=TODAY, at=NOW
    )


def choose(username: str, key: str, password: str = STRONG) -> User:
    """Choose the first password."""
    return choose_password(username=username, key=key, password=password, at=NOW)


@pytest.mark.django_db
class TestCreateFirstAdmin:
    def test_makes_a_platform_admin_who_cannot_sign_in_yet(self) -> None:
        user, _key = make_first()

        assert [hat.role for hat in hats_of(user, TODAY)] == [Role.PLATFORM_ADMIN]
        assert not user.has_usable_password()

    def test_leaves_events(self) -> None:
        user, _key = make_first()

        verbs = AuditEvent.objects.about(user).values_list("verb", flat=True)
        assert sorted(verbs) == ["role.granted", "user.created"]

    def test_refuses_where_there_is_one(self, platform_admin: Principal) -> None:
        with pytest.raises(IllegalMove):
            make_first()

    def test_makes_one_where_the_last_one_has_left(self, platform_admin: Principal) -> None:
        RoleGrant.objects.update(ends_on=TODAY - timedelta(1))

        assert make_first()[0].pk != platform_admin.user_id

    def test_gives_a_new_key_until_the_first_was_used(self) -> None:
        user, lost = make_first()
        again, key = make_first()

        assert again == user
        with pytest.raises(Invalid):
            choose("rahbar", lost)
        choose("rahbar", key)
        with pytest.raises(IllegalMove):
            make_first()

    def test_refuses_another_one_meanwhile(self) -> None:
        make_first()

        with pytest.raises(IllegalMove):
            make_first("other")

    @pytest.mark.parametrize(("username", "name"), [("", "نام"), ("system", "نام"), ("x", " ")])
    def test_refuses_bad_names(self, username: str, name: str) -> None:
        with pytest.raises(Invalid):
            make_first(username, name)

    def test_does_not_take_over_somebody(self, expert: Principal) -> None:
        taken = User.objects.get(pk=expert.user_id).username

        with pytest.raises(Invalid):
            make_first(taken)


@pytest.mark.django_db
class TestCommand:
    def test_leads_to_the_second_factor(self, capsys: Any, client: Client) -> None:
        call_command("create_first_admin", username="rahbar", name="راهبر نخست")
        key = re.search(r"^ {4}(\S+)$", capsys.readouterr().out, re.MULTILINE)
        assert key
        form = {"username": "rahbar", "key": key[1], "password": STRONG, "password2": STRONG}

        chosen = client.post("/account/first-password", form)
        client.post("/login", {"login": "rahbar", "password": STRONG})
        desk = client.get("/admin/users")

        assert (chosen.status_code, chosen["Location"]) == (302, "/login")
        assert (desk.status_code, desk["Location"]) == (302, "/settings/factor/totp/activate/")

    def test_says_why_not(self, platform_admin: Principal) -> None:
        with pytest.raises(CommandError):
            call_command("create_first_admin", username="rahbar", name="راهبر نخست")

    def test_is_named_by_createsuperuser(self) -> None:
        with pytest.raises(CommandError, match="create_first_admin"):
            call_command("createsuperuser", username="x", full_name="x", interactive=False)

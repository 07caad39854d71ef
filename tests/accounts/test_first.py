"""The first two platform admins: made once, enter by one-time keys, then with a second factor."""

import re
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.actions import choose_password
from accounts.facts import hats_of, held_by
from accounts.first import Candidate, create_first_admins
from accounts.identity import identity_of
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from core.errors import IllegalMove, Invalid
from tests.factories import NOW, TODAY, make_principal, national_id
from tests.sql import runtime_role

STRONG = "سه پرنده بر بام خانه"


TWO = ("rahbar", "rahbar2")


def make_first(*usernames: str, name: str = "راهبر نخست") -> list[tuple[User, str]]:
    """Return the first admins and their keys."""
    candidates = [Candidate(one, name, "راهبر سامانه") for one in usernames or TWO]
    return create_first_admins(candidates, on=TODAY, at=NOW)


def choose(username: str, key: str, password: str = STRONG) -> User:
    """Choose the first password."""
    return choose_password(username=username, key=key, password=password, at=NOW)


@pytest.mark.django_db
class TestCreateFirstAdmins:
    def test_makes_two_platform_admins_who_cannot_sign_in_yet(self) -> None:
        made = make_first()

        assert [user.username for user, _key in made] == list(TWO)
        for user, _key in made:
            assert [hat.role for hat in held_by(user, NOW)] == [Role.PLATFORM_ADMIN]
            assert hats_of(user, NOW) == []  # until the owner says who they are
            assert not user.has_usable_password()

    def test_leaves_events(self) -> None:
        for user, _key in make_first():
            verbs = AuditEvent.objects.about(user).values_list("verb", flat=True)
            assert sorted(verbs) == ["role.granted", "user.created"]

    @pytest.mark.parametrize("usernames", [("a1",), ("a1", "a1"), ("a1", "A1"), ("a1", "b1", "c1")])
    def test_refuses_fewer_or_more_than_two(self, usernames: tuple[str, ...]) -> None:
        with pytest.raises(Invalid):
            make_first(*usernames)

        assert not RoleGrant.objects.exists()

    def test_refuses_where_there_are_two(self, platform_admin: Principal) -> None:
        make_principal(Role.PLATFORM_ADMIN)

        with pytest.raises(IllegalMove):
            make_first()

    def test_makes_another_where_one_is_left(self, platform_admin: Principal) -> None:
        gone = make_principal(Role.PLATFORM_ADMIN)
        RoleGrant.objects.filter(pk=gone.grant_id).update(ended_at=NOW, ended_by=0)

        ((user, _key),) = make_first("rahbar")

        assert user.username == "rahbar"
        with pytest.raises(IllegalMove):
            make_first("third")

    def test_gives_new_keys_until_the_first_were_used(self) -> None:
        lost = {user.username: key for user, key in make_first()}
        again = {user.username: key for user, key in make_first()}

        assert set(again) == set(TWO)
        with pytest.raises(Invalid):
            choose("rahbar", lost["rahbar"])
        choose("rahbar", again["rahbar"])
        ((user, _key),) = make_first("rahbar2")
        assert user.username == "rahbar2"
        with pytest.raises(IllegalMove):
            make_first()

    def test_refuses_another_one_meanwhile(self) -> None:
        make_first()

        with pytest.raises(IllegalMove):
            make_first("other", "rahbar")

    @pytest.mark.parametrize(("username", "name"), [("", "نام"), ("system", "نام"), ("x", " ")])
    def test_refuses_bad_names(self, username: str, name: str) -> None:
        with pytest.raises(Invalid):
            make_first(username, "other", name=name)

    def test_does_not_take_over_somebody(self, expert: Principal) -> None:
        taken = User.objects.get(pk=expert.user_id).username

        with pytest.raises(Invalid):
            make_first(taken, "other")


ARGUMENTS = (
    "--username", TWO[0], "--name", "راهبر نخست", "--username", TWO[1], "--name", "راهبر دوم",
)  # fmt: skip


@pytest.mark.django_db
class TestCommand:
    def test_leads_to_the_second_factor(self, capsys: Any, client: Client) -> None:
        call_command("create_first_admin", *ARGUMENTS)
        keys = re.findall(r"^ {4}(\S+)$", capsys.readouterr().out, re.MULTILINE)
        assert len(keys) == 2
        form = {"username": "rahbar2", "key": keys[1], "password": STRONG, "password2": STRONG}

        chosen = client.post("/account/first-password", form)
        known = identity_of(national_id(994_200))
        User.objects.filter(username="rahbar2").update(**known)
        client.post("/login", {"login": "rahbar2", "password": STRONG})
        desk = client.get("/admin/users")

        assert (chosen.status_code, chosen["Location"]) == (302, "/login")
        assert (desk.status_code, desk["Location"]) == (302, "/settings/factor/totp/activate/")

    def test_says_why_not(self, platform_admin: Principal) -> None:
        for arguments in (ARGUMENTS, ARGUMENTS[:6], ARGUMENTS[:2]):
            with pytest.raises(CommandError):
                call_command("create_first_admin", *arguments)

    def test_makes_them_by_the_role_that_owns_nothing(self) -> None:
        with runtime_role():
            call_command("create_first_admin", *ARGUMENTS)

        assert RoleGrant.objects.filter(role=Role.PLATFORM_ADMIN).count() == 2

    def test_makes_nobody_else_by_that_role(self, platform_admin: Principal) -> None:
        gone = make_principal(Role.PLATFORM_ADMIN)
        RoleGrant.objects.filter(pk=gone.grant_id).update(ended_at=NOW, ended_by=0)

        with runtime_role(), pytest.raises(CommandError, match=r"\S"):
            call_command("create_first_admin", *ARGUMENTS[4:])

    def test_is_named_by_createsuperuser(self) -> None:
        with pytest.raises(CommandError, match="create_first_admin"):
            call_command("createsuperuser", username="x", full_name="x", interactive=False)

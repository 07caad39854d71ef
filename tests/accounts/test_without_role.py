"""Who has no role in force reads why, from when on and whom to ask, in pages and REST."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from rest_framework.test import APIClient

from accounts import actions
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from tests.accounts.test_factor import give_authenticator
from tests.accounts.test_grants import LETTER, NO_LONGER, end, give, person
from tests.accounts.test_sign_in import PASSWORD, give_password
from tests.factories import NOW, TODAY, make_principal

pytestmark = pytest.mark.django_db
__all__ = ["person"]


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def enter(client: Client, principal: Principal) -> Any:
    """Sign in with password and code; return the first page."""
    who = give_password(principal)
    code = give_authenticator(who.pk)
    client.post("/login", {"login": who.username, "password": PASSWORD})
    return client.post("/settings/factor/authenticate/", {"code": code}, follow=True)


class TestSignIn:
    def test_says_which_role_ended_when_by_whom_and_whom_to_ask(
        self, client: Client, platform_admin: Principal, expert: Principal, settings: Any
    ) -> None:
        settings.SUPPORT_PHONE = "04533000003"
        end(RoleGrant.objects.get(pk=expert.grant_id), platform_admin)

        page = enter(client, expert)

        text = page.content.decode()
        assert page.status_code == 403
        assert "هیچ نقشی از این حساب برقرار نیست" in text
        assert "کارشناس" in text
        assert NO_LONGER in text
        assert LETTER in text
        assert platform_admin.name in text
        assert "امروز" in text
        assert 'href="tel:04533000003"' in text
        assert "وارد سامانه شدید" not in text
        assert 'name="login"' not in text

    def test_says_when_a_role_ran_out_and_when_the_next_begins(
        self, client: Client, expert: Principal
    ) -> None:
        old = RoleGrant.objects.get(pk=expert.grant_id)
        RoleGrant.objects.filter(pk=old.pk).update(ends_on=TODAY - timedelta(days=1))
        RoleGrant.objects.create(
            user_id=expert.user_id, role=Role.EXPERT, scope_kind=old.scope_kind,
            starts_on=TODAY + timedelta(days=3),
        )  # fmt: skip

        text = enter(client, expert).content.decode()

        assert "دیروز" in text
        assert "۱۴۰۵/۰۹/۰۶" in text

    def test_lets_nobody_without_a_role_in_anywhere_but_out(
        self, browser_of: Any, platform_admin: Principal, expert: Principal
    ) -> None:
        browser = browser_of(expert)
        end(RoleGrant.objects.get(pk=expert.grant_id), platform_admin)

        assert browser.get("/settings").status_code == 403
        assert browser.get("/logout").status_code == 403
        assert browser.post("/account/role", {}).status_code == 403
        assert browser.post("/logout").headers["Location"] == "/login"
        assert "هیچ نقشی از این حساب برقرار نیست" not in browser.get("/login").content.decode()


class TestRest:
    def test_answers_a_session_with_its_own_problem(
        self, browser_of: Any, platform_admin: Principal, expert: Principal
    ) -> None:
        browser = browser_of(expert)
        end(RoleGrant.objects.get(pk=expert.grant_id), platform_admin)

        answer = browser.get("/api/v1/me", headers={"Accept-Language": "fa"})

        assert answer.status_code == 403
        assert answer.json()["type"].endswith("#no-role")
        assert "کارشناس" in answer.json()["detail"]

    def test_says_of_a_key_that_its_role_is_over(
        self, platform_admin: Principal, expert: Principal
    ) -> None:
        _key, secret = actions.issue_token(
            name="x", days=1, grant_id=expert.grant_id, actor=expert, at=NOW
        )
        end(RoleGrant.objects.get(pk=expert.grant_id), platform_admin)

        program = APIClient(HTTP_AUTHORIZATION=f"Bearer {secret}", HTTP_ACCEPT_LANGUAGE="fa")
        answer = program.get("/api/v1/me")

        assert answer.status_code == 401
        assert "کارشناس" in answer.json()["detail"]

    def test_gives_no_key_to_who_has_no_role_and_says_which_ended(
        self, client: Client, platform_admin: Principal, person: User
    ) -> None:
        end(give(person, platform_admin), platform_admin)
        person.refresh_from_db()
        person.set_password(PASSWORD)
        person.save()
        code = give_authenticator(person.pk)

        answer = client.post(
            "/api/v1/tokens",
            {"username": person.username, "password": PASSWORD, "one_time_code": code, "name": "x"},
            content_type="application/json", headers={"Accept-Language": "fa"},
        )  # fmt: skip

        assert answer.status_code == 401
        assert "بازرس" in answer.json()["detail"]


def test_an_account_that_never_had_a_role_reads_so(client: Client, person: User) -> None:
    make_principal(Role.PLATFORM_ADMIN)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert "هنوز نقشی به این حساب" in client.get("/desk").content.decode()

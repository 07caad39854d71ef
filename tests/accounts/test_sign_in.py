"""Sign-in takes codes and names in any digits."""

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from accounts.factor import confirm_factor, has_factor
from accounts.models import User
from accounts.principal import Principal
from accounts.sealing import seal_hash
from audit.models import AuditEvent
from core.errors import FactorRequired
from core.persian import ARABIC_DIGITS, LATIN_DIGITS, PERSIAN_DIGITS
from tests.accounts.test_factor import code_of, give_authenticator
from tests.sql import not_fixed

PASSWORD = "یک گذرواژهٔ بلند و تازه"
ALL_DIGITS = pytest.mark.parametrize("digits", [LATIN_DIGITS, PERSIAN_DIGITS, ARABIC_DIGITS])


def typed(code: str, digits: str) -> str:
    """Return the code as it comes from a keyboard of these digits, with a space in the middle."""
    text = code.translate(str.maketrans(LATIN_DIGITS, digits))
    return f"{text[:3]} {text[3:]}"


def give_password(principal: Principal, username: str = "") -> User:
    """Give the person a password, and perhaps a name."""
    person = User.objects.get(pk=principal.user_id)
    person.username = username or person.username
    person.set_password(PASSWORD)
    with not_fixed("accounts_user"):
        person.save()
    return person


class TestSecondStep:
    @ALL_DIGITS
    def test_takes_the_code_in_any_digits(
        self, client: Client, expert: Principal, digits: str
    ) -> None:
        person = give_password(expert)
        code = give_authenticator(person.pk)
        client.post("/login", {"login": person.username, "password": PASSWORD})

        answer = client.post("/settings/factor/authenticate/", {"code": typed(code, digits)})

        assert answer.headers["Location"] == "/desk"

    @ALL_DIGITS
    def test_takes_it_again_from_one_who_is_signed_in(
        self, browser_of: Any, expert: Principal, digits: str
    ) -> None:
        code = give_authenticator(expert.user_id)

        answer = browser_of(expert).post(
            "/settings/factor/reauthenticate/", {"code": typed(code, digits)}
        )

        assert answer.status_code == 302

    def test_takes_a_name_with_persian_digits(self, client: Client, expert: Principal) -> None:
        person = give_password(expert, "clerk.12")
        give_authenticator(person.pk)

        answer = client.post("/login", {"login": "clerk.۱۲", "password": PASSWORD})

        assert answer.headers["Location"] == "/settings/factor/authenticate/"


class TestConfirmFactor:
    @ALL_DIGITS
    def test_takes_the_code_in_any_digits_but_once(self, expert: Principal, digits: str) -> None:
        code = give_authenticator(expert.user_id)

        confirm_factor(user_id=expert.user_id, code=typed(code, digits))

        with pytest.raises(FactorRequired):
            confirm_factor(user_id=expert.user_id, code=code)


class TestWeakHash:
    def test_is_made_anew_at_sign_in_with_an_event(self, client: Client, expert: Principal) -> None:
        person = give_password(expert)
        person.password = seal_hash(make_password(PASSWORD, salt="short"), str(person.public_id))
        person.save()

        for _twice in range(2):
            client.post("/login", {"login": person.username, "password": PASSWORD})

        person.refresh_from_db()
        told = AuditEvent.objects.about(person).values_list("verb", "actor_id")
        assert [*told] == [("user.rehashed", person.pk)]
        assert person.check_password(PASSWORD)
        assert not person.has_weak_hash


class TestFirstFactor:
    WAY = "/settings/factor/totp/activate/"

    def test_is_set_up_by_who_has_just_given_the_password(
        self, client: Client, expert: Principal
    ) -> None:
        person = give_password(expert)
        client.post("/login", {"login": person.username, "password": PASSWORD})

        assert client.get(self.WAY).status_code == 200

    def test_is_set_up_on_the_phone_that_shows_the_page(
        self, client: Client, expert: Principal, settings: Any
    ) -> None:
        settings.SUPPORT_PHONE = "04533000003"
        person = give_password(expert)
        client.post("/login", {"login": person.username, "password": PASSWORD})

        page = client.get(self.WAY)

        secret = page.context["form"].secret
        text = page.content.decode()
        assert 'href="otpauth://totp/' in text
        assert f"secret={secret}" in unescape(text)
        assert "FreeOTP" in text
        assert 'href="tel:04533000003"' in text

    def test_its_recovery_codes_are_printed_and_saved(
        self, client: Client, expert: Principal
    ) -> None:
        person = give_password(expert)
        code = give_authenticator(person.pk)
        client.post("/login", {"login": person.username, "password": PASSWORD})
        client.post("/settings/factor/authenticate/", {"code": code})
        client.post("/settings/reauthenticate", {"password": PASSWORD})
        client.post("/settings/factor/recovery-codes/generate/")

        page = client.get("/settings/factor/recovery-codes/").content.decode()

        assert "data-print" in page
        assert "/settings/factor/recovery-codes/download/" in page

    def test_leaves_an_event(self, client: Client, expert: Principal) -> None:
        person = give_password(expert)
        client.post("/login", {"login": person.username, "password": PASSWORD})
        secret = client.get(self.WAY).context["form"].secret

        client.post(self.WAY, {"code": code_of(secret)})
        client.post("/settings/factor/recovery-codes/generate/")
        client.post("/settings/factor/totp/deactivate/")

        told = AuditEvent.objects.about(person).order_by("pk").values_list("verb", "actor_id")
        verbs = ["user.factor_added", "user.codes_made", "user.factor_removed"]
        assert [*told] == [(verb, person.pk) for verb in verbs]
        assert not has_factor(person)

    def test_asks_for_the_password_again_some_minutes_later(
        self, client: Client, expert: Principal, settings: Any
    ) -> None:
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
        person = give_password(expert)
        client.post("/login", {"login": person.username, "password": PASSWORD})

        answer = client.get(self.WAY)

        assert answer.headers["Location"].startswith("/settings/reauthenticate")

    def test_is_changed_by_a_fresh_code_alone(self, client: Client, expert: Principal) -> None:
        person = give_password(expert)
        code = give_authenticator(person.pk)
        client.post("/login", {"login": person.username, "password": PASSWORD})
        client.post("/settings/factor/authenticate/", {"code": code})

        answer = client.get("/settings/factor/totp/deactivate/")

        assert "reauthenticate" in answer.headers["Location"]

"""Guesses at passwords and codes: so many are looked at, one by one or all at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts import brake
from accounts.factor import confirm_factor
from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from core.errors import FactorRequired, Throttled
from tests.accounts.test_factor import give_authenticator
from tests.factories import make_principal

THREADS = 16
PASSWORD = "یک گذرواژهٔ بلند و درست"
LIMITS = {"login_failed": "10/5m/key,30/5m/ip", "login": "60/m/ip"}  # as in production


def at_once(ask: Callable[[int], Any]) -> list[Any]:
    """Ask sixteen times at the same moment; return the answers."""
    start = Barrier(THREADS)

    def run(turn: int) -> Any:
        start.wait()
        try:
            return ask(turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def make_person() -> User:
    """Return an expert with a password."""
    person = User.objects.get(pk=make_principal(Role.EXPERT).user_id)
    person.set_password(PASSWORD)
    person.save()
    return person


def ask_token(username: str, password: str, code: str = "000000", **headers: str) -> Any:
    """Ask for a key to the API."""
    body = {"username": username, "password": password, "one_time_code": code, "name": "آزمون"}
    return Client().post("/api/v1/tokens", body, "application/json", headers=headers)


def _without_id(answer: Any) -> tuple[Any, ...]:
    body = answer.json() | {"instance": ""}
    return answer.status_code, answer.headers.get("WWW-Authenticate"), str(body)


@pytest.mark.usefixtures("real_db")
class TestParallelGuesses:
    def test_for_a_key_are_counted_like_guesses_in_a_row(self) -> None:
        username = make_person().username

        def guess(turn: int) -> Any:
            spelled = username.upper() if turn % 2 else username
            return ask_token(spelled, f"نادرست {turn}", **{"X-Forwarded-For": f"10.0.0.{turn}"})

        answers = at_once(guess)

        assert Counter(answer.status_code for answer in answers) == {401: 10, 429: 6}
        assert {a.headers["Retry-After"] for a in answers if a.status_code == 429} == {"300"}

    def test_at_sign_in_are_counted_like_guesses_in_a_row(self, settings: Any) -> None:
        settings.ACCOUNT_RATE_LIMITS = LIMITS
        username = make_person().username

        def guess(turn: int) -> Any:
            return Client().post("/login", {"login": username, "password": f"نادرست {turn}"})

        answers = at_once(guess)

        assert Counter(answer.status_code for answer in answers) == {200: 10, 429: 6}
        assert all("Retry-After" in a.headers for a in answers if a.status_code == 429)

    def test_at_a_code_are_counted_like_guesses_in_a_row(self) -> None:
        person = make_person()
        give_authenticator(person.pk)

        answers = at_once(lambda turn: ask_token(person.username, PASSWORD, f"{turn}"))

        assert Counter(answer.status_code for answer in answers) == {401: 10, 429: 6}


@pytest.mark.django_db
class TestTokens:
    def test_a_right_guess_begins_anew(self) -> None:
        person = make_person()
        for _turn in range(brake.MOST_OF_ONE - 1):
            assert ask_token(person.username, "نادرست").status_code == 401
        code = give_authenticator(person.pk)
        assert ask_token(person.username, PASSWORD, code).status_code == 201

        assert ask_token(person.username, "نادرست").status_code == 401

    def test_do_not_tell_whether_the_password_was_right(self, settings: Any) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        person = make_person()
        wrong = [ask_token(person.username, "نادرست"), ask_token(person.username, PASSWORD)]
        give_authenticator(person.pk)
        wrong += [ask_token(person.username, PASSWORD, "1"), ask_token("nobody", PASSWORD)]
        for turn in range(brake.MOST_OF_ONE):  # codes of this person are put off now
            wrong.append(
                ask_token(person.username, PASSWORD, **{"X-Forwarded-For": f"10.0.1.{turn}"})
            )
        wrong.append(ask_token(person.username, "نادرست"))

        assert len({_without_id(answer) for answer in wrong}) == 1
        assert wrong[0].status_code == 401

    def test_one_address_cannot_try_one_password_on_everybody(self) -> None:
        answers = [ask_token(f"nobody{turn}", "نادرست").status_code for turn in range(31)]

        assert Counter(answers) == {401: brake.MOST_OF_ADDRESS, 429: 1}


class TestCodesOfAnAct:
    def test_are_put_off_after_ten(self, expert: Principal) -> None:
        code = give_authenticator(expert.user_id)
        for _turn in range(brake.MOST_OF_ONE):
            with pytest.raises(FactorRequired):
                confirm_factor(user_id=expert.user_id, code="x")

        with pytest.raises(Throttled):
            confirm_factor(user_id=expert.user_id, code=code)

    def test_are_counted_by_pages(self, browser_of: Any, expert: Principal) -> None:
        browser = browser_of(expert)
        session = browser.session
        session["factor_at"] = 0
        session.save()
        give_authenticator(expert.user_id)
        form = {
            "name": "آزمون", "days": 30, "grant": expert.grant_id, "scopes": ["offices:read"],
            "one_time_code": "x",
        }  # fmt: skip
        for _turn in range(brake.MOST_OF_ONE):
            browser.post("/api-keys/new", form)

        with pytest.raises(Throttled):
            confirm_factor(user_id=expert.user_id, code="x")


@pytest.mark.django_db
class TestTriesLeft:
    def guess(self, name: str, password: str = "نادرست") -> str:
        answer = Client().post("/login", {"login": name, "password": password})
        return str(answer.content.decode()) if answer.status_code == 200 else ""

    @pytest.mark.parametrize("exists", [True, False])
    def test_are_counted_down_alike_for_known_and_unknown_names(
        self, settings: Any, exists: bool
    ) -> None:
        settings.ACCOUNT_RATE_LIMITS = LIMITS
        name = make_person().username if exists else "nobody.here"

        pages = [self.guess(name) for _turn in range(10)]

        for place, left in enumerate("۹۸۷۶۵۴۳۲۱"):
            assert f"{left} بار دیگر می‌توانید بکوشید." in pages[place]
        assert "اکنون دیگر نمی‌توانید بکوشید" in pages[9]
        assert self.guess(name) == ""

    def test_are_those_of_the_address_when_these_are_fewer(self, settings: Any) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/key,3/5m/ip"}

        assert "۲ بار دیگر" in self.guess("one")
        assert "۱ بار دیگر" in self.guess("two")

    def test_are_not_used_up_by_a_right_password(self, settings: Any) -> None:
        settings.ACCOUNT_RATE_LIMITS = LIMITS
        name = make_person().username
        self.guess(name)

        self.guess(name, PASSWORD)

        assert "۸ بار دیگر" in self.guess(name)


class TestKeyByPassword:
    def test_is_made_and_opens_the_door(self, db: None) -> None:
        person = make_person()
        answer = ask_token(person.username, PASSWORD, give_authenticator(person.pk))

        assert answer.status_code == 201, answer.content
        made = answer.json()
        assert made["token"].startswith(made["prefix"])
        assert made["role"] == Role.EXPERT
        headers = {"Authorization": f"Bearer {made['token']}"}
        me = Client().get("/api/v1/me", headers=headers).json()
        assert me["name"] == person.full_name
        shown = Client().get(f"/api/v1/tokens/{made['id']}", headers=headers).json()
        assert shown["name"] == "آزمون"
        assert "token" not in shown

    def test_needs_a_code_that_was_not_used(self, db: None) -> None:
        person = make_person()
        code = give_authenticator(person.pk)
        assert ask_token(person.username, PASSWORD, code).status_code == 201

        again = ask_token(person.username, PASSWORD, code)

        assert again.status_code == 401

"""Guesses at passwords and codes: so many are looked at, one by one or all at once."""

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts import rate_limit
from accounts.devices import SALT, remember_device
from accounts.factor import confirm_factor
from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from core.clock import now
from core.errors import FactorRequired, Throttled
from tests.accounts.test_factor import give_authenticator
from tests.factories import make_principal

THREADS = 16
PASSWORD = "یک گذرواژهٔ بلند و درست"


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
        settings.LIMITS_SIGN_IN = True
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

    def test_count_for_a_name_and_for_a_network(self) -> None:
        def guess(turn: int) -> None:
            with transaction.atomic():
                name, address = ("one", f"10.0.{turn}.1") if turn % 2 else (f"n{turn}", "10.9.9.9")
                rate_limit.add_failure(rate_limit.hit_password("password", name, address))

        at_once(guess)

        for counter in ("wrong for one", "names from 10.9.9.0/24"):
            assert cache.get(rate_limit._key(counter)) == THREADS // 2


@pytest.mark.django_db
class TestWindows:
    def test_end_at_their_time_whoever_goes_on_guessing(self) -> None:
        start = now()
        for minutes in range(0, 40, 4):
            with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
                rate_limit.hit("a secret")

    def test_of_a_name_begin_anew_after_an_hour(self) -> None:
        start = now()
        for turn in range(rate_limit.MOST_OF_NAME):
            with time_machine.travel(start + timedelta(minutes=59 * turn), tick=False):
                guess = rate_limit.hit_password("password", "one", f"10.0.{turn}.1")
                rate_limit.add_failure(guess)
                assert guess.left == rate_limit.MOST_OF_ONE - 1

    def test_say_how_long_they_last(self) -> None:
        start = now()
        with time_machine.travel(start, tick=False):
            for _turn in range(rate_limit.MOST_OF_ONE):
                rate_limit.hit("a secret")
        with (
            time_machine.travel(start + timedelta(seconds=100), tick=False),
            pytest.raises(Throttled) as late,
        ):
            rate_limit.hit("a secret")

        assert late.value.wait == rate_limit.WINDOW - 100


@pytest.mark.django_db
class TestTokens:
    def test_share_their_guesses_with_the_page_of_sign_in(self, settings: Any) -> None:
        settings.LIMITS_SIGN_IN = True
        name = make_person().username
        for turn in range(rate_limit.MOST_OF_ONE):
            Client().post("/login", {"login": name, "password": f"نادرست {turn}"})

        assert ask_token(name, "نادرست").status_code == 429

    def test_a_right_guess_begins_anew(self) -> None:
        person = make_person()
        for _turn in range(rate_limit.MOST_OF_ONE - 1):
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
        for turn in range(rate_limit.MOST_OF_ONE):  # codes of this person are put off now
            wrong.append(
                ask_token(person.username, PASSWORD, **{"X-Forwarded-For": f"10.0.1.{turn}"})
            )
        wrong.append(ask_token(person.username, "نادرست"))

        assert len({_without_id(answer) for answer in wrong}) == 1
        assert wrong[0].status_code == 401

    def test_one_network_has_fewer_guesses_once_it_tried_many_names(self) -> None:
        for turn in range(rate_limit.MOST_NAMES):
            assert ask_token(f"nobody{turn}", "نادرست").status_code == 401

        answers = [ask_token("one.more", "نادرست").status_code for _turn in range(4)]

        assert answers == [401] * rate_limit.FEWER + [429]


class TestCodesOfAnAct:
    def test_are_put_off_after_ten(self, expert: Principal) -> None:
        code = give_authenticator(expert.user_id)
        for _turn in range(rate_limit.MOST_OF_ONE):
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
        for _turn in range(rate_limit.MOST_OF_ONE):
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
        settings.LIMITS_SIGN_IN = True
        name = make_person().username if exists else "nobody.here"

        pages = [self.guess(name) for _turn in range(10)]

        for place, left in enumerate("۹۸۷۶۵۴۳۲۱"):
            assert f"{left} بار دیگر می‌توانید بکوشید." in pages[place]
        assert "اکنون دیگر نمی‌توانید بکوشید" in pages[9]
        assert self.guess(name) == ""

    def test_are_fewer_for_a_name_that_is_guessed_at_from_everywhere(self, settings: Any) -> None:
        settings.LIMITS_SIGN_IN = True
        for turn in range(rate_limit.MOST_OF_NAME):
            guess = rate_limit.hit_password("sign-in", "one", f"10.0.{turn}.1")
            rate_limit.add_failure(guess)

        assert "۲ بار دیگر" in self.guess("one")

    def test_are_not_used_up_by_a_right_password(self, settings: Any) -> None:
        settings.LIMITS_SIGN_IN = True
        name = make_person().username
        self.guess(name)

        self.guess(name, PASSWORD)

        assert "۸ بار دیگر" in self.guess(name)


def browser_of(person: User) -> Client:
    """Return a browser in which a person has signed in before."""
    answer, browser = HttpResponse(), Client()
    remember_device(RequestFactory().get("/"), answer, person)
    browser.cookies.update(answer.cookies)
    return browser


HOME, NEAR, FAR = "198.51.100.7", "198.51.100.9", "203.0.113.5"


@pytest.mark.django_db
class TestNeighbours:
    """Whoever guesses puts off nobody else: not elsewhere, not beside, not a known browser."""

    @pytest.fixture(autouse=True)
    def _limits(self, settings: Any) -> None:
        settings.LIMITS_SIGN_IN = True
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def send(self, browser: Client, name: str, password: str, address: str) -> int:
        """Send the form of sign-in; return 302 for a right password."""
        headers = {"X-Forwarded-For": address}
        answer = browser.post("/login", {"login": name, "password": password}, headers=headers)
        return answer.status_code

    def guess_often(self, name: str, address: str, times: int = 40) -> None:
        for turn in range(times):
            self.send(Client(), name, f"نادرست {turn}", address)

    def test_a_stranger_elsewhere_keeps_nobody_out(self) -> None:
        name = make_person().username
        self.guess_often(name, FAR)

        assert self.send(Client(), name, PASSWORD, FAR) == 429
        assert self.send(Client(), name, PASSWORD, HOME) == 302
        assert self.send(Client(), name, PASSWORD, "2001:db8:1::7") == 302

    def test_guesses_at_one_name_keep_no_neighbour_out(self) -> None:
        name, neighbour = make_person().username, make_person().username
        self.guess_often(name, HOME)

        assert self.send(Client(), neighbour, PASSWORD, HOME) == 302
        assert self.send(Client(), neighbour, PASSWORD, NEAR) == 302

    def test_guesses_at_many_names_keep_no_neighbour_out(self) -> None:
        for turn in range(2 * rate_limit.MOST_NAMES):
            self.send(Client(), f"nobody{turn}", "نادرست", HOME)

        assert self.send(Client(), make_person().username, PASSWORD, NEAR) == 302

    def test_addresses_of_one_network_count_together(self) -> None:
        name = make_person().username
        for turn in range(rate_limit.MOST_OF_ONE):
            self.send(Client(), name, "نادرست", f"2001:db8:1:2::{turn + 1:x}")

        assert self.send(Client(), name, PASSWORD, "2001:db8:1:2:ffff::1") == 429
        assert self.send(Client(), name, PASSWORD, "2001:db8:1:3::1") == 302

    def test_a_browser_in_which_the_person_signed_in_passes(self) -> None:
        person = make_person()
        self.guess_often(person.username, HOME)

        assert self.send(Client(), person.username, PASSWORD, HOME) == 429
        assert self.send(browser_of(person), person.username, PASSWORD, HOME) == 302

    def test_a_browser_of_somebody_else_counts_like_any_other(self) -> None:
        name = make_person().username
        self.guess_often(name, HOME)

        assert self.send(browser_of(make_person()), name, PASSWORD, HOME) == 429

    def test_a_stolen_browser_has_its_own_guesses_and_those_of_its_network(self) -> None:
        person = make_person()
        browser = browser_of(person)

        answers = [self.send(browser, person.username, "نادرست", FAR) for _turn in range(25)]

        assert Counter(answers) == {200: 2 * rate_limit.MOST_OF_ONE, 429: 5}

    def test_the_cookie_tells_no_name(self, settings: Any) -> None:
        person = make_person()
        sent = browser_of(person).cookies[settings.DEVICE_COOKIE_NAME].value

        assert person.username not in str(signing.loads(sent, salt=SALT))

    def test_a_forged_cookie_is_none(self, settings: Any) -> None:
        name = make_person().username
        self.guess_often(name, HOME)
        browser = Client()
        browser.cookies[settings.DEVICE_COOKIE_NAME] = json.dumps({"device": "1", "names": [name]})

        assert self.send(browser, name, PASSWORD, HOME) == 429


class TestNetworks:
    @pytest.mark.parametrize(("address", "network"), [
        ("198.51.100.7", "198.51.100.0/24"), ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("unknown", "unknown"), ("", ""),
    ])  # fmt: skip
    def test_are_those_of_a_house(self, address: str, network: str) -> None:
        assert rate_limit.network_of(address) == network


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

"""The pages on which a person gets back in: that of the admin, and those without a session."""

import re
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.entry import give_key, in_fours
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from tests.accounts.test_entry import REASON, STRONG, give_password, person_of
from tests.accounts.test_factor import give_authenticator
from tests.architecture.test_queries import CONTROL
from tests.factories import make_principal, national_id

PAGE = "/account/first-password"
OLD = "گذرواژهٔ دیروز من بود"


def entry_page(whom: Principal) -> str:
    """Return the address of the act."""
    return f"/admin/users/{person_of(whom).public_id}/entry"


def key_on(answer: Any) -> str:
    """Return the key that a page shows."""
    found = re.search(r'data-copy="([^"]+)"', answer.content.decode())
    assert found
    return found[1]


def choose(client: Client, whom: Principal, key: str, **changed: str) -> Any:
    """Choose a password on the page."""
    form = {"username": person_of(whom).username, "key": key, "password": STRONG}
    return client.post(PAGE, form | {"password2": STRONG} | changed)


@pytest.mark.django_db
class TestRenew:
    def test_says_what_ends_and_shows_the_key_once(
        self, browser_of: Any, platform_admin: Principal, expert: Principal
    ) -> None:
        give_password(expert, OLD)
        browser, page = browser_of(platform_admin), entry_page(expert)
        asked = browser.get(page).content.decode()

        answer = browser.post(page, {"reason": REASON})

        assert "همهٔ نشست‌های باز" in asked
        assert "۲۴ ساعت" in asked
        assert answer.status_code == 200
        text = answer.content.decode()
        assert "http://testserver/account/first-password" in text
        assert "فردا" in text
        key = key_on(answer)
        assert f">{in_fours(key)}<" in text
        assert "data-shown-once" in text
        again = browser.get(page.removesuffix("/entry")).content.decode()
        assert key not in again
        assert "کلید یک‌بارمصرف تا" in again
        assert choose(Client(), expert, key).status_code == 302

    def test_asks_for_a_fresh_code(self, browser_of: Any, expert: Principal) -> None:
        admin = make_principal(Role.PLATFORM_ADMIN)
        code = give_authenticator(admin.user_id)
        browser = browser_of(admin)
        session = browser.session
        session["factor_at"] = 0
        session.save()
        page = entry_page(expert)

        assert 'name="one_time_code"' in browser.get(page).content.decode()
        assert browser.post(page, {"reason": REASON}).status_code == 422
        assert not AuditEvent.objects.filter(verb="user.renewed").exists()
        assert key_on(browser.post(page, {"reason": REASON, "one_time_code": code}))

    def test_asks_how_the_identity_was_checked(
        self, browser_of: Any, platform_admin: Principal, expert: Principal
    ) -> None:
        answer = browser_of(platform_admin).post(entry_page(expert), {"reason": "کارت"})

        assert answer.status_code == 422
        assert not AuditEvent.objects.filter(verb="user.renewed").exists()

    def test_turns_away_from_the_own_account_and_says_who_does_it(
        self, browser_of: Any, platform_admin: Principal
    ) -> None:
        browser, page = browser_of(platform_admin), entry_page(platform_admin)

        answer = browser.get(page)

        assert answer.status_code == 409
        assert "از مدیر دیگری در سامانه بخواهید" in answer.content.decode()
        assert f'href="{page}"' not in browser.get(page.removesuffix("/entry")).content.decode()
        assert browser.post(page, {"reason": REASON}).status_code == 422

    def test_turns_away_from_one_who_is_shut_out(
        self, browser_of: Any, platform_admin: Principal, expert: Principal
    ) -> None:
        User.objects.filter(pk=expert.user_id).update(is_active=False)

        answer = browser_of(platform_admin).get(entry_page(expert))

        assert answer.status_code == 409
        assert "نخست آن را باز کنید" in answer.content.decode()

    @pytest.mark.parametrize("has_it", [True, False])
    def test_asks_for_the_factor_only_where_there_is_one(
        self, browser_of: Any, platform_admin: Principal, expert: Principal, has_it: bool
    ) -> None:
        if has_it:
            give_authenticator(expert.user_id)

        text = browser_of(platform_admin).get(entry_page(expert)).content.decode()

        assert ('name="is_factor_lost"' in text) is has_it


@pytest.mark.django_db
class TestUserPage:
    MOST = 14  # session, who looks, bell, the person, grants, proposals, factor, keys, last admins

    @pytest.mark.parametrize("grants", [1, 6])
    def test_asks_for_one_grant_what_it_asks_for_many(
        self, browser_of: Any, platform_admin: Principal, expert: Principal, grants: int
    ) -> None:
        held = RoleGrant.objects.get(pk=expert.grant_id)
        for _turn in range(grants - 1):
            held.pk, held.public_id = None, uuid4()
            held.save()
        browser, page = browser_of(platform_admin), entry_page(expert).removesuffix("/entry")
        browser.get(page)

        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200

        told = [query["sql"] for query in asked if not CONTROL.match(query["sql"])]
        assert len(told) <= self.MOST, "\n".join(told)

    def test_is_read_by_the_auditor_without_the_act(
        self, browser_of: Any, auditor: Principal, expert: Principal
    ) -> None:
        page = entry_page(expert)

        text = browser_of(auditor).get(page.removesuffix("/entry")).content.decode()

        assert "گذرواژه ندارد و کلید یک‌بارمصرفی داده نشده است" in text
        assert page not in text


@pytest.mark.django_db
class TestNewUser:
    def test_gets_a_key_and_no_password(self, browser_of: Any, platform_admin: Principal) -> None:
        browser = browser_of(platform_admin)
        form = {"username": "new.person", "full_name": "کاربر تازه", "position": ""}

        assert 'type="password"' not in browser.get("/admin/users/new").content.decode()
        sent = form | {"national_id": national_id(700_001)}
        answer = browser.post("/admin/users/new", sent)

        assert answer.status_code == 200
        person = User.objects.get(username="new.person")
        assert not person.has_usable_password()
        assert key_on(answer)
        listed = browser.get("/admin/users?q=new.person").content.decode()
        assert "هنوز بی‌گذرواژه" in listed


@pytest.mark.django_db
class TestAfterwards:
    """What the second step is after a new password (design: ASVS 6.4.3, 6.4.4)."""

    def sign_in(self, client: Client, whom: Principal) -> str:
        form = {"login": person_of(whom).username, "password": STRONG}
        return str(client.post("/login", form).headers["Location"])

    def test_the_factor_is_still_asked(
        self, client: Client, browser_of: Any, platform_admin: Principal, expert: Principal
    ) -> None:
        give_authenticator(expert.user_id)
        key = key_on(browser_of(platform_admin).post(entry_page(expert), {"reason": REASON}))

        answer = choose(client, expert, key)

        assert (answer.status_code, answer.headers["Location"]) == (302, "/login")
        assert self.sign_in(client, expert) == "/settings/factor/authenticate/"
        assert client.get("/desk").headers["Location"].startswith("/login")

    def test_a_removed_one_is_set_up_anew(
        self, client: Client, browser_of: Any, platform_admin: Principal, expert: Principal
    ) -> None:
        give_authenticator(expert.user_id)
        sent = {"reason": REASON, "is_factor_lost": "on"}
        key = key_on(browser_of(platform_admin).post(entry_page(expert), sent))

        choose(client, expert, key)
        self.sign_in(client, expert)

        assert client.get("/desk").headers["Location"] == "/settings/factor/totp/activate/"

    def test_a_sign_in_that_was_begun_before_is_over(
        self, client: Client, browser_of: Any, platform_admin: Principal, expert: Principal
    ) -> None:
        give_password(expert, OLD)
        code = give_authenticator(expert.user_id)
        form = {"login": person_of(expert).username, "password": OLD}
        begun = client.post("/login", form)
        assert begun.headers["Location"] == "/settings/factor/authenticate/"

        browser_of(platform_admin).post(entry_page(expert), {"reason": REASON})
        answer = client.post("/settings/factor/authenticate/", {"code": code})

        assert answer.headers["Location"] == "/login"
        assert client.get("/login").status_code == 200
        assert client.get("/desk").headers["Location"].startswith("/login")

    def test_who_waited_at_the_second_step_comes_back_to_sign_in(
        self, client: Client, browser_of: Any, platform_admin: Principal, expert: Principal
    ) -> None:
        give_password(expert, OLD)
        give_authenticator(expert.user_id)
        client.post("/login", {"login": person_of(expert).username, "password": OLD})
        sent = {"reason": REASON, "is_factor_lost": "on"}
        key = key_on(browser_of(platform_admin).post(entry_page(expert), sent))

        choose(client, expert, key)

        assert client.get("/login").status_code == 200
        self.sign_in(client, expert)
        assert client.get("/desk").headers["Location"] == "/settings/factor/totp/activate/"


@pytest.mark.django_db
class TestEqualAnswers:
    """An answer tells by nothing whether there is such a person (design: ASVS 6.3.8)."""

    TURNS = 9  # of each: fewer than the limit
    MOST = 0.05  # seconds between the medians

    def told(self, answer: Any, name: str) -> tuple[int, str]:
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
        return answer.status_code, text.replace(name, "")

    def compare(self, ask: Callable[[str], Any], names: list[str]) -> None:
        took: dict[str, list[float]] = {name: [] for name in names}
        told = set()
        for name in names * self.TURNS:
            begun = perf_counter()
            answer = ask(name)
            took[name].append(perf_counter() - begun)
            told.add(self.told(answer, name))
        middles = [median(times) for times in took.values()]

        assert len(told) == 1
        assert max(middles) - min(middles) < self.MOST

    def test_at_sign_in(self, client: Client, expert: Principal) -> None:
        give_password(expert, OLD)

        def ask(name: str) -> Any:
            return client.post("/login", {"login": name, "password": "نادرست"})

        self.compare(ask, [person_of(expert).username, "nobody"])

    def test_of_the_one_time_key(
        self, client: Client, expert: Principal, deputy: Principal
    ) -> None:
        give_key(person_of(expert), timezone.now())
        give_password(deputy, OLD)

        def ask(name: str) -> Any:
            form = {"username": name, "key": "no", "password": STRONG, "password2": STRONG}
            return client.post(PAGE, form)

        people = [person_of(whom).username for whom in (expert, deputy)]
        self.compare(ask, [*people, "nobody"])


@pytest.mark.django_db
class TestPage:
    def test_is_reached_from_sign_in_and_from_the_second_step(
        self, client: Client, expert: Principal
    ) -> None:
        give_password(expert, OLD)
        give_authenticator(expert.user_id)

        first = client.get("/login").content.decode()
        client.post("/login", {"login": person_of(expert).username, "password": OLD})
        second = client.get("/settings/factor/authenticate/").content.decode()

        assert f'<a href="{PAGE}">گذرواژه را فراموش کرده‌ام</a>' in first
        assert f'href="{PAGE}"' in second

    @pytest.mark.parametrize(
        ("language", "words"),
        [("fa", ["مدیر سامانه در استان", "کارت ملی", "۲۴ ساعت"]),
         ("en", ["platform admin of the province", "national card", "24 hours"])],
    )  # fmt: skip
    def test_says_whom_to_ask_what_to_bring_and_how_long_a_key_works(
        self, settings: Any, client: Client, language: str, words: list[str]
    ) -> None:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

        answer = client.get(PAGE)

        assert answer.status_code == 200
        for word in words:
            assert word in answer.content.decode()

    def test_says_what_is_wrong(self, client: Client, expert: Principal) -> None:
        key = give_key(person_of(expert), timezone.now())

        assert choose(client, expert, "no").status_code == 422
        assert choose(client, expert, key, password2="x").status_code == 422
        assert choose(client, expert, key, password="1", password2="1").status_code == 422
        assert choose(client, expert, key).status_code == 302

    def test_counts_guesses(self, client: Client, expert: Principal) -> None:
        answers = [choose(client, expert, "no").status_code for _turn in range(11)]

        assert answers == [422] * 10 + [429]

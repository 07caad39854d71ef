"""Sign-in, settings and keys as a person reaches them."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from accounts.templatetags.purposes import purpose
from audit.models import AuditEvent
from core.clock import now
from notices.facts.kinds import KINDS
from tests.accounts.test_factor import give_authenticator
from tests.factories import make_principal
from tests.sql import not_fixed

PASSWORD = "یک گذرواژهٔ بلند و تازه"


class TestPassword:
    def test_sends_a_person_without_one_to_choose_it(
        self, browser_of: Any, expert: Principal
    ) -> None:
        person = User.objects.get(pk=expert.user_id)
        person.set_unusable_password()
        person.save()
        give_authenticator(person.pk)
        browser = browser_of(expert)

        answer = browser.get("/settings/password")

        assert answer.headers["Location"] == "/settings/password/first"
        asked = browser.get("/settings/password/first")
        assert asked.headers["Location"].startswith("/settings/factor/reauthenticate")
        assert "برای گذاشتن گذرواژه یک بار دیگر" in browser.get(asked.headers["Location"]).text

    def test_takes_the_first_one_after_a_fresh_factor(
        self, browser_of: Any, expert: Principal
    ) -> None:
        person = User.objects.get(pk=expert.user_id)
        person.set_unusable_password()
        person.save()
        browser = browser_of(expert)
        session = browser.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": now().timestamp()}]
        session.save()

        assert browser.get("/settings/password/first").status_code == 200
        browser.post("/settings/password/first", {"password1": PASSWORD, "password2": PASSWORD})

        person.refresh_from_db()
        assert person.check_password(PASSWORD)

    def test_changes_and_returns_to_the_settings(self, browser_of: Any, expert: Principal) -> None:
        person = User.objects.get(pk=expert.user_id)
        person.set_password("old words of mine")
        person.save()
        browser = browser_of(expert)
        typed = {"oldpassword": "other", "password1": PASSWORD, "password2": PASSWORD}

        refused = browser.post("/settings/password", typed)
        changed = browser.post(
            "/settings/password", typed | {"oldpassword": "old words of mine"}, follow=True
        )

        assert refused.status_code == 422
        assert "گذرواژهٔ کنونی" in refused.content.decode()
        assert changed.redirect_chain == [("/settings", 302)]
        assert "گذرواژه تغییر کرد." in changed.content.decode()
        person.refresh_from_db()
        assert person.check_password(PASSWORD)


class TestFactor:
    def test_leads_to_recovery_codes_once_there_are_some(
        self, browser_of: Any, expert: Principal
    ) -> None:
        give_authenticator(expert.user_id)

        page = browser_of(expert).get("/settings/factor/").content.decode()

        assert 'href="/settings/factor/recovery-codes/generate/"' in page
        assert 'href="/settings/factor/recovery-codes/"' not in page


@pytest.mark.django_db
class TestUsers:
    def found(self, browser: Any, query: str) -> set[str]:
        return {
            row["user"].full_name for row in browser.get(f"/admin/users?{query}").context["rows"]
        }

    def test_are_found_in_whatever_spelling_by_role_and_by_state(self, browser_of: Any) -> None:
        admin = make_principal(Role.PLATFORM_ADMIN, name="پریسا امینی")
        make_principal(Role.AUDITOR, name="آیدین رستمی‌فر")
        out = make_principal(Role.EXPERT, name="علی کاظمی")
        with not_fixed("accounts_user"):
            User.objects.filter(pk=out.user_id).update(is_active=False, username="ali.k")
        browser = browser_of(admin)

        for text in "رستمي فر", "ايدين", "رستمیفر":
            assert self.found(browser, f"q={text}") == {"آیدین رستمی‌فر"}
        assert self.found(browser, "q=ALI.K") == {"علی کاظمی"}
        assert self.found(browser, "q=علي كاظمي") == {"علی کاظمی"}
        assert self.found(browser, "role=auditor") == {"آیدین رستمی‌فر"}
        assert self.found(browser, "state=out") == {"علی کاظمی"}
        assert self.found(browser, "role=auditor&state=out") == set()
        assert self.found(browser, "q=؟") == set()
        assert len(self.found(browser, "role=nothing&state=nothing&page=x")) == 3

    def test_go_on_with_what_was_asked(self, browser_of: Any) -> None:
        admin = make_principal(Role.PLATFORM_ADMIN)
        for _number in range(26):
            make_principal(Role.AUDITOR)

        page = browser_of(admin).get("/admin/users?role=auditor")

        assert page.context["next_query"] == "role=auditor&page=2"
        assert page.context["total"] == (26, True)


@pytest.mark.django_db
class TestAskAccess:
    PAGE = "/account/access?page=/cases/1405-00001/decision"

    def test_tells_the_administrators_who_asks_what_and_why(
        self, browser_of: Any, gas_clerk: Principal
    ) -> None:
        answer = browser_of(gas_clerk).post(self.PAGE, {"reason": "ثبت رأی پرونده با من است"})

        assert answer.status_code == 302
        event = AuditEvent.objects.get(verb="user.asked_access")
        assert event.changes["page"] == [None, "/cases/1405-00001/decision"]
        assert event.note == "ثبت رأی پرونده با من است"
        find: Any = next(kind.find for kind in KINDS if kind.name == "user.asked_access")
        news = find(event.target_id)
        assert [audience.role for audience in news.audiences] == [Role.PLATFORM_ADMIN]

    @pytest.mark.parametrize(
        ("page", "reason"),
        [(PAGE, "کار"), ("/account/access?page=//evil.example", "ثبت رأی پرونده با من است"),
         ("/account/access", "ثبت رأی پرونده با من است")],
    )  # fmt: skip
    def test_refuses_no_reason_and_no_page(
        self, browser_of: Any, gas_clerk: Principal, page: str, reason: str
    ) -> None:
        assert browser_of(gas_clerk).post(page, {"reason": reason}).status_code == 422
        assert not AuditEvent.objects.filter(verb="user.asked_access").exists()

    def test_says_who_reads_it_and_about_which_page(
        self, browser_of: Any, gas_clerk: Principal
    ) -> None:
        text = browser_of(gas_clerk).get(self.PAGE).content.decode()

        assert "مدیران سامانه" in text
        assert '<bdi class="breaks" dir="ltr">/cases/1405-00001/decision</bdi>' in text

    def test_is_offered_where_an_act_is_closed(self, rf: Any, gas_clerk: Principal) -> None:
        page = render_to_string("403.html", {"request": rf.get("/cases/1405-00001/decision")})

        assert 'href="/account/access?page=/cases/1405-00001/decision">درخواست دسترسی</a>' in page


class TestPurpose:
    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("/settings/password/first", "گذاشتن گذرواژه"),
            ("/settings/factor/recovery-codes/?a=1", "دیدن کدهای بازیابی"),
            ("/settings", ""),
            ("/nowhere-at-all", ""),
            (None, ""),
        ],
    )
    def test_says_which_act_follows(self, url: str | None, said: str) -> None:
        with translation.override("fa"):
            assert purpose(url) == said

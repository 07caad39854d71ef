"""What opens a door is of no use to who reads it in the database, or copies it to another row."""

import hashlib
import re
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.actions import issue_token
from accounts.factor import confirm_factor
from accounts.models import ApiToken, UsedCode, User
from accounts.principal import Principal
from accounts.sealing import stored_key
from core.clock import now
from core.crypto import encrypt
from core.sessions import SessionStore
from notices.models import Webhook
from notices.sealing import open_secret, seal_secret
from notices.tasks import secrets_of
from tests.accounts.test_factor import give_authenticator
from tests.factories import make_api_client
from tests.sql import not_fixed

pytestmark = pytest.mark.django_db
PAGE, RECORDS = "/offices", "/api/v1/offices"

# The columns by which somebody signs in, asks or is believed, and what tests them.
CREDENTIALS = {
    "accounts_apitoken.digest": "TestKey",
    "accounts_apitoken.seal": "TestKey",
    "accounts_usedcode.code": "TestCode",
    "accounts_user.password": "test_sealing.py",
    "django_session.session_key": "TestSession",
    "django_session.session_data": "TestSession",
    "mfa_authenticator.data": "test_sealing.py",
    "notices_webhook.old_secret_sealed": "TestWebhook",
    "notices_webhook.secret_sealed": "TestWebhook",
    "usersessions_usersession.session_key": "TestSession",
}
# Columns whose names look like one, and why they are none.
OTHERS = {
    "agencies_agency.is_secretariat": "yes or no",
    "account_emailconfirmation.key": "nobody confirms an address of e-mail",
    "accounts_sentkey.digest": "of a request that was sent",
    "accounts_sentkey.key": "chosen by a caller, read beside the caller's own key alone",
    "accounts_user.key_given_at": "a moment",
    "accounts_user.key_part": "keyed digest of one part, which opens nothing alone",
    "accounts_user.key_map": "letters of the keyboard",
    "accounts_user.national_id_sealed": "encrypted; it opens nothing",
    "accounts_user.person_key": "keyed digest of a national ID, guarded by the history",
    "accounts_user.single_keys": "letters of the keyboard",
    "approvals_pendingact.digest": "of an act that waits",
    "audit_auditevent.hash": "of the chain, under AUDIT_KEY",
    "axes_accesslog.session_hash": "digest of what is no key",
    "contracts_settlement.key": "names a settlement for its account",
    "django_celery_beat_periodictask.routing_key": "names a queue",
    "notices_letter.check_code": "printed on a letter, and shows that letter alone",
    "notices_message.last_code": "what a gateway answered",
    "notices_reach.email_sealed": "encrypted; it opens nothing",
    "notices_reach.mobile_sealed": "encrypted; it opens nothing",
    "offices_licenceholder.name_key": "of the search",
    "offices_licenceholder.national_id_sealed": "encrypted; it opens nothing",
    "offices_office.search_key": "of the search",
    "offices_officestaff.national_id_sealed": "encrypted; it opens nothing",
    "territory_division.name_key": "of the search",
    "territory_divisionalias.name_key": "of the search",
    "violations_hearingsession.sealed_on": "a day",
    "violations_typekeys.codes": "codes of types",
    "violations_violationreport.search_key": "of the search",
    "workdays_deadlinerule.key": "names a rule",
    "workdays_keptdeadline.key": "names a deadline",
}
LOOK = re.compile(
    r"secret|passw|token|digest|hash|seal|cookie|ticket|nonce|salt|otp|session_(key|data)"
    r"|(^|_)keys?(_|$)|codes$|check_code|last_code"
)


def bring(cookie: str) -> Client:
    """Return a browser with a session's cookie."""
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
    return browser


def is_in(browser: Client) -> bool:
    return bool(browser.get(PAGE).status_code == 200)


class TestSession:
    def test_opens_by_the_key_of_the_browser(self, browser_of: Any, deputy: Principal) -> None:
        assert is_in(bring(browser_of(deputy).session.cookie_key))

    def test_opens_nothing_for_who_reads_it(self, browser_of: Any, deputy: Principal) -> None:
        browser_of(deputy).get(PAGE)
        noted = UserSession.objects.values_list("session_key", flat=True)
        stored = {*Session.objects.values_list("session_key", flat=True), *noted}

        assert stored
        for key in stored:
            assert not is_in(bring(key))

    def test_tells_nothing_of_its_content(self, browser_of: Any, deputy: Principal) -> None:
        session = browser_of(deputy).session
        session["mfa.totp.secret"] = "JBSWY3DPEHPK3PXP"
        session.save()
        row = Session.objects.get(session_key=session.session_key)

        assert SessionStore(row.session_key)["mfa.totp.secret"] == "JBSWY3DPEHPK3PXP"
        assert row.session_data.startswith("k1:")

    def test_is_empty_by_a_copy_of_the_content_of_another(
        self, browser_of: Any, deputy: Principal, expert: Principal
    ) -> None:
        own, other = browser_of(expert), browser_of(deputy).session
        data = Session.objects.get(session_key=other.session_key).session_data
        Session.objects.filter(session_key=own.session.session_key).update(session_data=data)

        assert not is_in(own)

    def test_is_empty_by_the_key_of_another(
        self, browser_of: Any, deputy: Principal, expert: Principal
    ) -> None:
        own, other = browser_of(expert), browser_of(deputy).session
        key = own.session.session_key
        Session.objects.filter(session_key=key).delete()
        Session.objects.filter(session_key=other.session_key).update(session_key=key)

        assert not is_in(own)

    def test_is_not_found_by_a_plain_key_that_somebody_planted(
        self, browser_of: Any, deputy: Principal
    ) -> None:
        session = browser_of(deputy).session
        Session.objects.filter(session_key=session.session_key).update(session_key="a" * 32)

        assert not is_in(bring("a" * 32))


def plant(grant_id: int, **values: Any) -> None:
    """Write a key by SQL: of what somebody knows or has read."""
    ApiToken.objects.create(
        grant_id=grant_id, name="x", scopes=["*"], expires_at=now() + timedelta(days=1),
        **{"prefix": "psk_x", "seal": "", **values},
    )  # fmt: skip


def answer_to(secret: str) -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    return int(Client().get(RECORDS, headers=headers).status_code)


class TestKey:
    @pytest.fixture
    def secret(self, expert: Principal) -> str:
        """Return a key of an expert's own."""
        return issue_token(name="own", days=9, grant_id=expert.grant_id, actor=expert, at=now())[1]

    def test_opens_the_door(self, secret: str) -> None:
        assert answer_to(secret) == 200

    def test_is_not_what_is_read(self, secret: str) -> None:
        token = ApiToken.objects.get()

        assert hashlib.sha256(secret.encode()).hexdigest() not in {token.digest, token.seal}
        assert answer_to(token.digest) == answer_to(token.seal) == 401

    def test_is_not_made_without_the_key_of_the_installation(self, deputy: Principal) -> None:
        digest = hashlib.sha256(b"made up").hexdigest()
        plant(deputy.grant_id, digest=digest, seal=digest)

        assert answer_to("made up") == 401

    @pytest.mark.parametrize("has_seal", [True, False])
    def test_opens_no_other_account_by_a_copy(
        self, secret: str, deputy: Principal, has_seal: bool
    ) -> None:
        own = ApiToken.objects.get()
        with not_fixed("accounts_apitoken"):
            ApiToken.objects.filter(pk=own.pk).update(digest="0" * 64)
        plant(deputy.grant_id, digest=own.digest, seal=own.seal if has_seal else "")

        assert answer_to(secret) == 401

    def test_of_before_goes_on_opening_its_door(self, secret: str) -> None:
        plain = hashlib.sha256(secret.encode()).hexdigest()
        with not_fixed("accounts_apitoken"):
            ApiToken.objects.update(digest=plain, seal="")
            assert answer_to(secret) == 401
            import_module("accounts.migrations.0009_bound_keys").bind(apps, None)

        assert answer_to(secret) == 200

    def test_is_stored_alike_by_the_tests(self, expert: Principal) -> None:
        assert make_api_client(expert).get(RECORDS).status_code == 200
        account = str(User.objects.get(pk=expert.user_id).public_id)
        assert {*stored_key("x", account)} == {"prefix", "digest", "seal"}


class TestCode:
    def test_that_was_used_is_not_read(self, expert: Principal) -> None:
        code = give_authenticator(expert.user_id)
        confirm_factor(user_id=expert.user_id, code=code)
        stored = UsedCode.objects.get().code

        assert len(stored) == 64
        assert stored != hashlib.sha256(code.encode()).hexdigest()

    def test_is_in_no_name_of_the_cache(self) -> None:
        cache.set("allauth.mfa.totp.used?user=1&code=123456", "y")
        with connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(cache_key, ' ') FROM accounts_cache")
            assert "123456" not in cursor.fetchone()[0]


class TestWebhook:
    @pytest.fixture
    def hooks(self, expert: Principal, deputy: Principal) -> list[Webhook]:
        """Return a webhook of each of two accounts."""
        made = []
        for one in (expert, deputy):
            hook = Webhook(grant_id=one.grant_id, name="x", url=f"https://{one.role}.example/")
            hook.secret_sealed = seal_secret(f"whsec_{one.role}", hook.public_id)
            hook.save()
            made.append(hook)
        return made

    def test_signs_with_its_own_secret(self, hooks: list[Webhook]) -> None:
        assert [secrets_of(hook, now()) for hook in hooks] == [["whsec_expert"], ["whsec_deputy"]]

    def test_signs_nothing_by_a_copy_of_the_secret_of_another(self, hooks: list[Webhook]) -> None:
        own, other = hooks
        own.secret_sealed = other.secret_sealed

        with pytest.raises(InvalidTag):
            secrets_of(own, now())

    def test_of_before_goes_on_signing(self, hooks: list[Webhook]) -> None:
        Webhook.objects.update(secret_sealed=encrypt("whsec_old"))
        import_module("notices.migrations.0005_bound_secrets").bind(apps, None)

        for hook in Webhook.objects.all():
            assert open_secret(hook.secret_sealed, hook.public_id) == "whsec_old"
            assert hook.old_secret_sealed == ""


def test_each_column_that_looks_like_a_credential_is_named() -> None:
    columns = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
    }
    looking = {column for column in columns if LOOK.search(column.partition(".")[2])}

    assert looking - {*CREDENTIALS} - {*OTHERS} == set()
    assert {*CREDENTIALS, *OTHERS} <= columns

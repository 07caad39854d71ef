"""What production refuses: judged one by one, and by the processes that would serve."""

import base64
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from accounts.models import User
from core import production, published
from dashboard.checks import nobody_is_a_sample
from dev.tasks import ROOT
from pishkhan.celery import start


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def ids(found: Any) -> list[str]:
    return [message.id for message in found]


@pytest.fixture
def safe(settings: Any) -> Any:
    """Return settings as a production installation has them."""
    settings.PRODUCTION, settings.DEMO = True, False
    settings.SECRET_KEY = secrets.token_urlsafe(64)
    settings.FIELD_KEY, settings.AUDIT_KEY = key(), key()
    settings.ALLOWED_HOSTS = ["pishkhan.example"]
    settings.EVIDENCE_SCANNER, settings.CLAMD_URL = production.CLAMD, "tcp://clamav:3310"
    settings.SMS_GATEWAY = "notices.carriers.sms.KavenegarGateway"
    settings.SMS_URL, settings.SMS_KEY = "https://gateway.example", secrets.token_hex(16)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    return settings


@pytest.fixture
def humble(db: None) -> Iterator[Any]:
    """Act as a database role that owns nothing; yield a cursor."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE t_production_humble")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO t_production_humble")
        house = connection.settings_dict["NAME"]
        cursor.execute(f'REVOKE TEMPORARY ON DATABASE "{house}" FROM PUBLIC')
        cursor.execute("SET LOCAL ROLE t_production_humble")
        yield cursor
        cursor.execute("RESET ROLE")


class TestKeys:
    def test_of_an_installation_are_good(self, safe: Any) -> None:
        assert production.keys_are_secrets() == []

    @pytest.mark.parametrize("name", production.KEYS)
    @pytest.mark.parametrize(
        "value",
        ["x", published.KEY, "build", base64.b64encode(b"\0" * 64).decode(), "a" * 60],
    )
    def test_are_refused(self, safe: Any, name: str, value: str) -> None:
        setattr(safe, name, value)

        assert ids(production.keys_are_secrets()) == ["core.E010"]

    def test_are_different(self, safe: Any) -> None:
        safe.AUDIT_KEY = safe.FIELD_KEY

        assert ids(production.keys_are_secrets()) == ["core.E011"]


class TestSettings:
    def test_may_be_safe(self, safe: Any) -> None:
        assert production.hosts_are_named() == []
        assert production.nothing_is_a_demo() == []
        assert production.files_are_scanned() == []
        assert production.messages_leave() == []

    @pytest.mark.parametrize("hosts", [[], ["*"], ["pishkhan.example", "*"]])
    def test_name_their_host(self, safe: Any, hosts: list[str]) -> None:
        safe.ALLOWED_HOSTS = hosts

        assert ids(production.hosts_are_named()) == ["core.E012"]

    @pytest.mark.parametrize("name", ["DEMO", "DEBUG"])
    def test_are_no_demo(self, safe: Any, name: str) -> None:
        setattr(safe, name, True)

        assert ids(production.nothing_is_a_demo()) == ["core.E013"]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("SMS_GATEWAY", production.FILE_GATEWAY),
            ("SMS_KEY", ""),
            ("SMS_URL", "http://gateway.example"),
            *(
                ("EMAIL_BACKEND", f"django.core.mail.backends.{kind}.EmailBackend")
                for kind in ("console", "filebased", "locmem")
            ),
        ],
    )
    def test_send_no_messages_into_files_and_logs(self, safe: Any, name: str, value: str) -> None:
        setattr(safe, name, value)

        assert ids(production.messages_leave()) == ["core.E018"]

    def test_may_name_no_gateway_and_no_mail_server(self, safe: Any) -> None:
        safe.SMS_GATEWAY, safe.SMS_KEY = "", ""
        safe.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

        assert production.messages_leave() == []

    @pytest.mark.parametrize(
        ("scanner", "url"),
        [
            ("", ""),
            ("", "tcp://clamav:3310"),
            (production.STRUCTURE, "tcp://clamav:3310"),
            (production.CLAMD, ""),
            (production.CLAMD, "clamav:3310"),
        ],
    )
    def test_name_a_scanner(self, safe: Any, scanner: str, url: str) -> None:
        safe.EVIDENCE_SCANNER, safe.CLAMD_URL = scanner, url

        (found,) = production.files_are_scanned()
        assert found.is_serious()

    @pytest.mark.parametrize(
        ("scanner", "url"), [(production.CLAMD, "unix:///run/clamd.sock"), ("site.scan", "")]
    )
    def test_may_name_any_scanner(self, safe: Any, scanner: str, url: str) -> None:
        safe.EVIDENCE_SCANNER, safe.CLAMD_URL = scanner, url

        assert production.files_are_scanned() == []


@pytest.mark.django_db
class TestRole:
    def test_is_no_superuser(self) -> None:
        assert ids(production.the_role_is_humble(["default"])) == ["core.E015"]

    def test_may_serve(self, humble: Any) -> None:
        assert production.the_role_is_humble(["default"]) == []

    def test_owns_nothing(self, humble: Any) -> None:
        humble.execute("RESET ROLE")
        humble.execute("CREATE TABLE t_owned (); ALTER TABLE t_owned OWNER TO t_production_humble")
        humble.execute("SET LOCAL ROLE t_production_humble")

        assert ids(production.the_role_is_humble(["default"])) == ["core.E016"]

    def test_makes_no_temporary_objects(self, humble: Any) -> None:
        humble.execute("RESET ROLE")
        house = connection.settings_dict["NAME"]
        humble.execute(f'GRANT TEMPORARY ON DATABASE "{house}" TO t_production_humble')
        humble.execute("SET LOCAL ROLE t_production_humble")

        assert ids(production.the_role_is_humble(["default"])) == ["core.E017"]

    def test_is_asked_only_with_the_database(self) -> None:
        assert production.the_role_is_humble(None) == []


@pytest.mark.django_db
class TestSamples:
    def test_are_found(self) -> None:
        User.objects.create_user("gas.clerk", None, full_name="نام", position="کارشناس (نمونه)")

        assert ids(nobody_is_a_sample(["default"])) == ["dashboard.E001"]

    def test_are_not_people(self) -> None:
        User.objects.create_user("a", None, full_name="نام", position="کارشناس")

        assert nobody_is_a_sample(["default"]) == []


@pytest.fixture
def kept(monkeypatch: Any) -> None:
    """Keep the test's connection open."""
    monkeypatch.setattr(connections, "close_all", lambda: None)


@pytest.mark.usefixtures("kept")
class TestRefusal:
    def test_names_each_error(self, safe: Any, db: None) -> None:
        safe.AUDIT_KEY, safe.ALLOWED_HOSTS = "x", ["*"]

        with pytest.raises(ImproperlyConfigured) as refusal:
            production.refuse_unsafe()

        assert all(code in str(refusal.value) for code in ("E010", "E012", "E015"))

    def test_ends_worker_and_scheduler(self, safe: Any, db: None) -> None:
        with pytest.raises(SystemExit):
            start()

    def test_lets_a_safe_one_start(self, safe: Any, humble: Any) -> None:
        production.refuse_unsafe()
        start()

    def test_is_for_production(self, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["*"]

        production.refuse_unsafe()


class TestWebProcess:
    def test_does_not_start(self) -> None:
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "pishkhan.settings.base",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "FIELD_KEY": published.KEY,
            "AUDIT_KEY": "x",
            "ALLOWED_HOSTS": "*",
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        }
        command = [sys.executable, "-c", "import pishkhan.wsgi"]
        done = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )

        assert done.returncode == 1
        assert "core.E010: FIELD_KEY is the one of the repository" in done.stderr
        assert "core.E012" in done.stderr

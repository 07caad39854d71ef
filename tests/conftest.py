"""The cast: one principal for each role, and the doors they use."""

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connection, connections
from django.http import HttpRequest
from django.test import Client
from django.test.testcases import LiveServerThread
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck, settings

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from core.clock import now
from core.errors import FactorRequired
from offices.models import Office
from tests import browsers, calendars, clock, factories, recorders, runtime

# A busy machine is slow, not wrong: no example has to be made or to end within a time.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
browsers.teach()


def pytest_sessionstart() -> None:
    """Begin at the tests' own moment, before test modules ask for today."""
    clock.start()


def pytest_collection_finish() -> None:
    """Keep what was loaded out of the garbage collector's way: nothing of it is ever thrown out."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,  # one database for each worker
    pytestconfig: pytest.Config,
) -> Iterator[None]:
    """
    Make the tests' database, whichever fixtures ask for it.

    The plugin's own one makes none when no collected test has the mark or takes `db`. The role
    that serves requests is made once: rights that a test's transaction gives lock rows of the
    catalog, for which the database's own housekeeping may wait while the test waits for it.
    """
    serves = pytestconfig.getoption("--runtime-role")
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=0, interactive=False, keepdb=django_db_keepdb and not django_db_createdb
        )
        clock.shift_database()
        calendars.stand()
        if serves:
            runtime.make_role()
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            if serves:
                runtime.drop_role()
            _empty(str(connection.settings_dict["NAME"]))
            teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def recorders_watched() -> Iterator[None]:
    """Let no action record an event in a role that the database would refuse."""
    with recorders.watched():
        yield


@pytest.fixture(autouse=True)
def recorders_asked() -> Iterator[None]:
    """Fail with such an event also where a job noted the failure and went on."""
    yield
    refused = [*recorders.FAULTS]
    recorders.FAULTS.clear()
    assert not refused, refused


@pytest.fixture
def gas(db: None) -> Agency:
    """Return the gas company."""
    return factories.make_agency("gaz", name="شرکت گاز (نمونه)", short_name="گاز")


@pytest.fixture
def power(db: None) -> Agency:
    """Return the power company."""
    return factories.make_agency("bargh", name="توزیع برق (نمونه)", short_name="برق", letter="ب")


@pytest.fixture
def office(db: None) -> Office:
    """Return an active, licensed office."""
    return factories.make_office()


@pytest.fixture
def deputy(db: None) -> Principal:
    """Return the development deputy."""
    return factories.make_principal(Role.DEPUTY, name="معاون نمونه")


@pytest.fixture
def expert(db: None) -> Principal:
    """Return a provincial expert."""
    return factories.make_principal(Role.EXPERT, name="کارشناس نمونه")


@pytest.fixture
def secretariat(db: None) -> Principal:
    """Return the secretariat."""
    return factories.make_principal(Role.SECRETARIAT, name="دبیر نمونه")


@pytest.fixture
def chair(db: None) -> Principal:
    """Return the committee's chair."""
    return factories.make_principal(Role.COMMITTEE_CHAIR, name="رئیس کمیتهٔ نمونه")


@pytest.fixture
def county_rep(office: Office) -> Principal:
    """Return the representative of the office's county."""
    return factories.make_principal(Role.COUNTY_REP, office.county, name="نمایندهٔ نمونه")


@pytest.fixture
def gas_manager(gas: Agency) -> Principal:
    """Return the gas company's manager."""
    return factories.make_principal(Role.AGENCY_MANAGER, gas, name="مدیر گاز")


@pytest.fixture
def gas_clerk(gas: Agency) -> Principal:
    """Return the gas company's clerk."""
    return factories.make_principal(Role.AGENCY_CLERK, gas, name="کارگزار گاز")


@pytest.fixture
def gas_appeal(gas: Agency) -> Principal:
    """Return the gas company's second signatory, who decides appeals."""
    return factories.make_principal(Role.AGENCY_APPEAL, gas, name="مرجع تجدیدنظر گاز")


@pytest.fixture
def power_manager(power: Agency) -> Principal:
    """Return the power company's manager."""
    return factories.make_principal(Role.AGENCY_MANAGER, power, name="مدیر برق")


@pytest.fixture
def power_clerk(power: Agency) -> Principal:
    """Return the power company's clerk."""
    return factories.make_principal(Role.AGENCY_CLERK, power, name="کارگزار برق")


@pytest.fixture
def operator(office: Office) -> Principal:
    """Return the operator of the office."""
    return factories.make_principal(Role.OPERATOR, office, name="متصدی نمونه")


@pytest.fixture
def association(db: None) -> Principal:
    """Return the association's admin."""
    return factories.make_principal(
        Role.ASSOCIATION, "00000000-0000-7000-8000-000000000001", name="انجمن نمونه"
    )


@pytest.fixture
def auditor(db: None) -> Principal:
    """Return the auditor."""
    return factories.make_principal(Role.AUDITOR, name="بازرس نمونه")


@pytest.fixture
def platform_admin(db: None) -> Principal:
    """Return the platform admin."""
    return factories.make_principal(Role.PLATFORM_ADMIN, name="مدیر سامانه")


@pytest.fixture(name="clock")
def system(db: None) -> Principal:
    """Return the principal of periodic jobs."""
    return User.objects.system()


@pytest.fixture
def browser_of() -> Callable[[Principal], Client]:
    """Return a function that signs a principal in and returns its client, factor fresh."""

    def sign_in(principal: Principal) -> Client:
        client = Client()
        client.force_login(
            User.objects.get(pk=principal.user_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        session = client.session
        session["has_factor"] = True
        session["factor_at"] = now().timestamp()
        session.save()
        return client

    return sign_in


@pytest.fixture
def api_of() -> Callable[..., Any]:
    """Return a function that gives a principal a token and returns a REST client."""

    def sign_in(principal: Principal, **extra: Any) -> Any:
        return factories.make_api_client(principal, **extra)

    return sign_in


@pytest.fixture
def real_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """
    Give the test a database of its own, cloned from the migrated one, where commits are real.

    For threads, browsers and jobs. Nothing is flushed (the history refuses TRUNCATE): the clone
    is dropped. Not to be mixed with `db`.
    """
    settings = connection.settings_dict
    template = settings["NAME"]
    clone = f"{template}_clone"
    with django_db_blocker.unblock():
        _empty(template)
        _maintain(f'DROP DATABASE IF EXISTS "{clone}" WITH (FORCE)')
        _maintain(f'CREATE DATABASE "{clone}" TEMPLATE "{template}"')
        settings["NAME"] = clone
        try:
            yield
        finally:
            connections.close_all()
            settings["NAME"] = template
            _maintain(f'DROP DATABASE IF EXISTS "{clone}" WITH (FORCE)')


def _empty(name: str) -> None:
    """
    End every session of a database.

    A test that drives a browser or a thread runs in another context, and so with a connection of
    its own, which nobody here can reach to close.
    """
    connections.close_all()
    _maintain(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND pid <> pg_backend_pid()"
    )


def _maintain(statement: str) -> None:
    """Run one statement beside the test's database, outside a transaction."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


class KeptFiles(StaticFilesHandler):
    """Serves pages and files; a browser keeps the files, as those of an installation."""

    def serve(self, request: HttpRequest) -> Any:
        """Answer a file."""
        response = super().serve(request)
        response["Cache-Control"] = "max-age=31536000"
        return response


class QuickServer(ThreadedWSGIServer):
    """Looks often whether it is to end: half a second a test is long for all of them."""

    def serve_forever(self, poll_interval: float = 0.02) -> None:
        """Serve until the thread is told to end."""
        super().serve_forever(poll_interval)


class QuickThread(LiveServerThread):
    """The thread of the running site."""

    server_class = QuickServer


@pytest.fixture
def live_site(real_db: None) -> Iterator[str]:
    """Return the address of a running site on a database of its own."""
    server = QuickThread("127.0.0.1", KeptFiles, port=0)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take `--runtime-role`: requests are answered by it, under the row policies."""
    parser.addoption("--runtime-role", action="store_true", default=False)


@pytest.fixture(autouse=True)
def _served_by_the_runtime_role(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `--runtime-role`, let requests of tests in a transaction meet the row policies."""
    wanted = request.config.getoption("--runtime-role")
    if wanted and (request.node.get_closest_marker("django_db") or "db" in request.fixturenames):
        request.getfixturevalue("db")
        runtime.serve_as(runtime.role_name(), monkeypatch)


@pytest.fixture
def right_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accept 123456 as everybody's current code."""

    def check(*, user_id: int, code: str) -> None:
        if code != "123456":
            raise FactorRequired

    monkeypatch.setattr("accounts.middleware.confirm_factor", check)

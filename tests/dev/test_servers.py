"""The embedded servers, killed and refused as life does it."""

import contextlib
import os
import shutil
import signal
import time
from pathlib import Path

import psycopg2
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.management.commands import setup_roles
from dev.home import settle
from dev.house import House, servant_url
from dev.ledger import Ledger
from dev.servers import PRIVATE_LOG, free_port
from dev.supervise import Supervisor


def look_until(supervisor, condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        for watch in supervisor.watches:
            supervisor.look_after(watch, time.monotonic())
        time.sleep(0.05)


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("house") / "var"


@pytest.fixture(scope="module")
def house(var):
    var.mkdir()
    house = House.of(var, {})
    yield house
    house.close()
    if not house.postgres.data.is_relative_to(var):
        shutil.rmtree(house.postgres.home.folder)


@pytest.fixture(scope="module")
def supervisor(house, var):
    supervisor = Supervisor(Ledger(var), {}, say=lambda line: None)
    supervisor.start(house.servers())
    yield supervisor
    supervisor.stop()


@pytest.fixture(scope="module")
def addresses(house, supervisor):
    given = house.addresses()
    addresses = setup_roles.Addresses(
        given["DATABASE_OWNER_URL"], given["DATABASE_URL"], given["DATABASE_READONLY_URL"]
    )
    setup_roles.create(house.postgres.admin_url, addresses)
    return addresses


def query(url, statement):
    link = psycopg2.connect(url)
    try:
        with link, link.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
    finally:
        link.close()


class TestPostgres:
    def test_finds_persian_letters(self, addresses):
        query(addresses.owner, "CREATE EXTENSION IF NOT EXISTS pg_trgm")

        assert query(addresses.owner, "SELECT cardinality(show_trgm('پ'))") == [(2,)]

    def test_listens_on_no_port(self, addresses):
        assert query(addresses.owner, "SHOW listen_addresses") == [("",)]

    def test_keeps_what_was_committed_over_a_kill(self, house, supervisor, addresses):
        query(addresses.owner, "CREATE TABLE kept AS SELECT 1 AS number")
        killed = supervisor.watches[0].child.pid

        os.kill(killed, signal.SIGKILL)

        database = supervisor.watches[0].child
        look_until(
            supervisor, lambda: database.pid not in {0, killed} and house.postgres.is_ready()
        )
        assert query(addresses.owner, "SELECT number FROM kept") == [(1,)]

    def test_runs_unprivileged(self, supervisor):
        assert Path(f"/proc/{supervisor.watches[0].child.pid}").stat().st_uid != 0

    @pytest.mark.parametrize(
        "statement",
        [
            "INSERT INTO canary VALUES ('{canary}'), ('{canary}')",  # its DETAIL names the key
            "SELECT '{canary}x'::int",  # its message names the value
            "SELECT '{canary}' FROM nowhere",
            "PREPARE parts(text) AS SELECT 1 / (length($1) - 10); EXECUTE parts('{canary}')",
            "DO $$ BEGIN RAISE WARNING 'of {canary}'; END $$",
        ],
    )
    def test_writes_no_data_into_its_log(self, house, addresses, statement):
        canary = "0499370899"
        query(addresses.owner, "CREATE TABLE IF NOT EXISTS canary (id text PRIMARY KEY)")

        with contextlib.suppress(psycopg2.Error):
            query(addresses.owner, statement.format(canary=canary))

        assert canary not in house.postgres.log.read_text()

    @pytest.mark.parametrize(("name", "value"), [option.split("=") for option in PRIVATE_LOG])
    def test_logs_by_the_settings_of_production(self, addresses, name, value):
        assert query(addresses.owner, f"SHOW {name}") == [(value,)]

    def test_keeps_its_files_to_itself(self, house):
        assert house.postgres.home.folder.stat().st_mode & 0o077 == 0
        assert house.postgres.sockets.stat().st_mode & 0o077 == 0


class TestBroker:
    def test_keeps_its_queue_over_a_kill(self, house, supervisor):
        with redis.Redis.from_url(house.broker.url) as client:
            client.rpush("queue", "task")
            client.execute_command("WAITAOF", 1, 0, 5000)
        killed = supervisor.watches[1].child.pid

        os.kill(killed, signal.SIGKILL)

        broker = supervisor.watches[1].child
        look_until(supervisor, lambda: broker.pid not in {0, killed} and house.broker.is_ready())
        with redis.Redis.from_url(house.broker.url) as client:
            assert client.lrange("queue", 0, -1) == [b"task"]

    def test_refuses_a_client_without_the_password(self, house, supervisor):
        once = Retry(NoBackoff(), 0)

        with (
            redis.Redis(port=house.broker.port, retry=once) as client,
            pytest.raises(redis.AuthenticationError),
        ):
            client.ping()


@pytest.fixture(scope="module")
def granted(addresses):
    query(addresses.owner, "CREATE TABLE plain (id int); CREATE TABLE event (id int)")
    query(addresses.owner, "CREATE TABLE django_session (id int)")
    query(addresses.owner, "CREATE TABLE accounts_user (id int, password text)")
    setup_roles.grant(addresses, ["event"])
    setup_roles.grant(addresses, ["event"])
    return addresses


class TestRoles:
    def test_lets_the_runtime_role_write_rows(self, granted):
        query(granted.runtime, "INSERT INTO plain VALUES (1)")
        query(granted.runtime, "UPDATE plain SET id = 2")
        query(granted.runtime, "DELETE FROM plain")

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE event SET id = 2",
            "DELETE FROM event",
            "TRUNCATE event",
            "TRUNCATE plain",
            "DROP TABLE plain",
            "ALTER TABLE plain ADD more int",
            "CREATE TABLE mine (id int)",
            "SELECT lo_create(0)",
            "SELECT lo_from_bytea(0, 'x')",
            "LOCK TABLE event IN ACCESS EXCLUSIVE MODE",
            "CREATE ROLE friend",
            "SET ROLE pishkhan_owner",
        ],
    )
    def test_refuses_the_runtime_role(self, granted, statement):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            query(granted.runtime, statement)

    @pytest.mark.parametrize(("name", "length"), setup_roles.LIMITS.items())
    def test_lets_the_runtime_role_wait_and_run_for_a_time(self, granted, name, length):
        assert query(granted.runtime, f"SHOW {name}") in ([(length,)], [("1min",)], [("2min",)])

    def test_lets_the_runtime_role_add_events(self, granted):
        query(granted.runtime, "INSERT INTO event VALUES (1)")

    @pytest.mark.parametrize(
        "statement",
        [
            "INSERT INTO plain VALUES (1)",
            "SELECT * FROM django_session",
            "SELECT password FROM accounts_user",
        ],
    )
    def test_refuses_the_read_only_role(self, granted, statement):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            query(granted.readonly, statement)

    def test_keeps_former_rights_until_all_new_ones_stand(self, granted, monkeypatch):
        def look(*_arguments):
            query(granted.runtime, "SELECT * FROM plain")  # as somebody who works meanwhile
            raise InterruptedError

        monkeypatch.setattr(setup_roles, "grant_readonly", look)
        with pytest.raises(InterruptedError):
            setup_roles.grant(granted, ["event"])

        query(granted.readonly, "SELECT * FROM plain")

    def test_lets_the_read_only_role_read(self, granted):
        query(granted.readonly, "SELECT * FROM plain")
        query(granted.readonly, "SELECT id FROM accounts_user")


class TestHouse:
    def test_keeps_its_secrets(self, house, var):
        again = House.of(var, {})
        again.close()

        assert again.keys == house.keys
        assert (var / "secrets.json").stat().st_mode & 0o077 == 0

    def test_hides_the_owner_from_those_that_serve(self, house):
        env = house.serving_environment()

        assert "DATABASE_OWNER_URL" not in env
        assert house.keys["owner"] not in "".join(env.values())

    def test_starts_nothing_that_is_given(self, tmp_path):
        given = {"DATABASE_URL": "postgres://root@db:5432/province", "REDIS_URL": "redis://b/0"}
        house = House.of(tmp_path, given)

        assert house.servers() == []
        assert house.addresses()["DATABASE_OWNER_URL"] == given["DATABASE_URL"]
        assert house.addresses()["DATABASE_URL"].startswith("postgres://province_runtime:")

    def test_reads_a_lonely_address_as_the_owners(self):
        url = servant_url("postgres://o:secret@db.example:5433/p?sslmode=require", "runtime", "x")

        assert url == "postgres://p_runtime:x@db.example:5433/p?sslmode=require"

    def test_takes_a_free_port(self):
        assert 1024 < free_port() < 65536

    def test_settles_where_the_servant_can_go(self, tmp_path):
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        home = settle(closed / "var")

        assert home.can(["/bin/sh", "-c", 'test -w "$0"', str(home.folder)])
        assert closed.stat().st_mode & 0o077 == 0
        if not home.folder.is_relative_to(closed):
            home.folder.rmdir()

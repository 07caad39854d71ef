"""What can be said of the deployment without a container engine."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dev.servers import PRIVATE_LOG
from dev.tasks import ROOT
from pishkhan.celery import app

COMPOSE = (ROOT / "docker-compose.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PRODUCT = {"web", "worker", "scheduler", "migrate"}
# Read by processes of ours that aren't settings.
OTHER_NAMES = {
    "DATABASE_ADMIN_URL", "DATABASE_OWNER_URL", "DATABASE_READONLY_URL", "WORKER_ALIVE",
}  # fmt: skip
SECRET = re.compile(r"PASSWORD|KEY|SECRET|TOKEN")
SITE_ENV = "./deploy/site.env"
OUTSIDE = {"proxy": {"street"}, "worker": {"outside"}, "clamav": {"outside"}}


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load(COMPOSE)["services"]


@pytest.fixture(scope="module")
def optional():
    """Return what the example of the site's own settings offers, without its commenting out."""
    lines = (ROOT / "deploy/site.env.example").read_text().splitlines()
    return dict(line[1:].split("=", 1) for line in lines if re.match(r"#\w+=", line))


@pytest.fixture(scope="module")
def example():
    command = [sys.executable, "deploy/make_env.py", "pishkhan.example"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


def test_closes_the_file_of_secrets_to_others(tmp_path):
    path = tmp_path / "env"
    with path.open("w") as file:
        command = [sys.executable, "deploy/make_env.py", "pishkhan.example"]
        subprocess.run(command, cwd=ROOT, stdout=file, check=True)

    assert path.stat().st_mode & 0o777 == 0o600


def settings_names():
    return {
        name
        for path in (ROOT / "pishkhan").rglob("*.py")
        for name in re.findall(r"env(?:\.\w+)?\(\s*\"(\w+)\"", path.read_text())
    }


class TestCompose:
    def test_has_every_part(self, services):
        assert set(services) == PRODUCT | {"proxy", "postgres", "redis", "clamav"}

    def test_sets_only_what_settings_read(self, services):
        for name in PRODUCT:
            assert set(services[name]["environment"]) <= settings_names() | OTHER_NAMES, name

    def test_sets_all_that_settings_require(self, services):
        base = (ROOT / "pishkhan/settings/base.py").read_text()
        required = set(re.findall(r"env(?:\.\w+)?\(\"(\w+)\"\)", base))

        assert required
        for name in PRODUCT:
            assert required <= set(services[name]["environment"]), name

    def test_has_no_default_for_a_secret(self):
        names = re.findall(r"\$\{(\w+)([^}]*)\}", COMPOSE)

        for name, rest in names:
            if SECRET.search(name):
                assert rest.startswith(":?"), name

    def test_is_satisfied_by_the_generated_environment(self, example):
        wanted = {name for name, rest in re.findall(r"\$\{(\w+)([^}]*)\}", COMPOSE) if ":?" in rest}

        assert wanted <= set(example)
        assert all(example.values())

    def test_keeps_the_owner_away_from_those_that_serve(self, services):
        for name in PRODUCT - {"migrate"}:
            values = " ".join(services[name]["environment"].values())
            assert "OWNER" not in values, name
            assert "ADMIN" not in values, name

    def test_reads_no_file_with_the_owner_in_it(self, services, optional):
        for name, service in services.items():
            files = [{"path": SITE_ENV, "required": False}] if name in PRODUCT else []
            assert service.get("env_file", []) == files, name
        assert not {name for name in optional if re.search("OWNER|ADMIN|DATABASE|^DB_", name)}
        assert "/deploy/site.env" in (ROOT / ".gitignore").read_text().splitlines()
        assert "deploy/*.env" in (ROOT / ".dockerignore").read_text().splitlines()

    def test_lets_a_site_set_what_has_a_default(self, services, optional):
        given = set(services["web"]["environment"])
        manual = (ROOT / "docs/operation.md").read_text()
        told = {name for name in settings_names() if f"`{name}`" in manual}
        by_image = set(re.findall(r"\b([A-Z_]+)=/srv", DOCKERFILE))
        roles = {"STATEMENT_TIMEOUT"} | OTHER_NAMES

        assert set(optional) <= settings_names() - given
        assert told <= set(optional) | given | by_image | roles
        assert not optional["SMS_KEY"] + optional["METRICS_TOKEN"]

    def test_runs_one_scheduler_and_several_others(self, services):
        assert services["scheduler"]["deploy"]["replicas"] == 1
        assert services["web"]["deploy"]["replicas"] == "${WEB_REPLICAS:-2}"
        assert services["worker"]["deploy"]["replicas"] == "${WORKER_REPLICAS:-2}"

    def test_shows_the_street_only_the_proxy(self, services):
        assert {name for name, service in services.items() if "ports" in service} == {"proxy"}
        assert yaml.safe_load(COMPOSE)["networks"]["house"] == {"internal": True}
        for name, service in services.items():
            assert set(service["networks"]) == {"house"} | OUTSIDE.get(name, set()), name

    def test_asks_everybody_how_they_are(self, services):
        for name in set(services) - {"migrate"}:
            assert services[name]["healthcheck"]["test"], name

    def test_gives_statements_behind_the_pages_more_time(self, services):
        for name in ("worker", "scheduler"):
            assert services[name]["environment"]["STATEMENT_TIMEOUT"] == "60s", name
        assert "STATEMENT_TIMEOUT" not in services["web"]["environment"]

    def test_asks_the_proxy_itself(self, services):
        address = services["proxy"]["healthcheck"]["test"][-1]
        caddy = (ROOT / "deploy/Caddyfile").read_text()

        assert address.startswith("http://127.0.0.1:2020/")
        assert "http://127.0.0.1:2020 {" in caddy
        assert "respond /alive 200" in caddy

    def test_logs_no_data_of_statements(self, services):
        options = shlex.split(services["postgres"]["command"])

        assert options[0] == "postgres"
        assert options[1::2] == ["-c"] * len(PRIVATE_LOG)
        assert options[2::2] == list(PRIVATE_LOG)

    def test_logs_no_headers_and_no_queries_at_the_proxy(self):
        caddy = (ROOT / "deploy/Caddyfile").read_text()
        _start, _brace, log = caddy.partition("format filter {")
        lines = {line.strip() for line in log.splitlines()}

        assert caddy.count("format filter {") == 1
        # Referer, Cookie, Authorization; Location, Set-Cookie.
        assert {"request>headers delete", "resp_headers delete"} <= lines
        # Search texts, tickets of downloads, filters.
        (rule,) = [line for line in lines if line.startswith("request>uri ")]
        kind, pattern, replacement = shlex.split(rule)[1:]
        address = "/api/v1/evidence/download?ticket=secret&q=0499370899"
        assert (kind, re.sub(pattern, replacement, address)) == (
            "regexp",
            "/api/v1/evidence/download",
        )
        # The log of errors repeats the request; it has the same filter.
        assert "log default" in caddy

    def test_serves_only_after_the_migrations(self, services):
        for name in PRODUCT - {"migrate"}:
            condition = services[name]["depends_on"]["migrate"]["condition"]
            assert condition == "service_completed_successfully", name

    def test_names_only_volumes_that_there_are(self, services):
        known = set(yaml.safe_load(COMPOSE)["volumes"])

        for name, service in services.items():
            for volume in service.get("volumes", []):
                source = volume.split(":")[0]
                assert source in known or (ROOT / source).exists(), (name, volume)

    def test_makes_a_database_that_knows_persian(self, services):
        arguments = shlex.split(services["postgres"]["environment"]["POSTGRES_INITDB_ARGS"])

        assert {"--locale=C.UTF-8", "--builtin-locale=C.UTF-8", "--encoding=UTF8"} <= set(arguments)

    def test_starts_files_that_there_are(self, services):
        for name in PRODUCT:
            for word in services[name].get("command", []):
                if word.startswith("deploy/"):
                    assert (ROOT / word).exists(), word


class TestDockerfile:
    def test_runs_unprivileged(self):
        assert DOCKERFILE.rindex("\nUSER 10001") > DOCKERFILE.rindex("\nFROM ")

    def test_copies_every_app(self):
        ignored = (ROOT / ".dockerignore").read_text().splitlines()
        apps = {path.parent.name for path in ROOT.glob("*/apps.py")}

        assert {f"!{app}" for app in apps | {"pishkhan", "templates", "static"}} <= set(ignored)

    def test_checks_the_hashes(self):
        assert "--require-hashes" in DOCKERFILE

    def test_names_only_files_that_there_are(self):
        for name in re.findall(r"\b(deploy/[\w.]+|dev/[\w.]+)", DOCKERFILE):
            assert (ROOT / name).exists(), name


class TestLocks:
    @pytest.mark.parametrize("lock", ["", "-local", "-dev"])
    def test_hold_every_dependency(self, lock):
        wanted = (ROOT / f"requirements{lock}.in").read_text()
        names = re.findall(r"^([A-Za-z][\w.-]*)", wanted, re.MULTILINE)
        locked = Path(ROOT / f"requirements{lock}.txt").read_text()

        for name in names:
            assert re.search(rf"^{name.replace('_', '-').lower()}==", locked, re.MULTILINE), name


class TestManual:
    def test_tells_the_schedule(self):
        manual = (ROOT / "docs/operation.md").read_text()
        told = {
            job: when for when, job in re.findall(r"^\| (.+?) \| `(\w+)` \|", manual, re.MULTILINE)
        }

        assert told == {name: when(entry["schedule"]) for name, entry in schedule().items()}


def schedule():
    return app.conf.beat_schedule


def when(crontab):
    (minute, *more) = sorted(crontab.minute)
    if len(more) == 5:
        return "every ten minutes"
    if more:
        return "every minute"
    return (
        f"{min(crontab.hour):02}:{minute:02}" if len(crontab.hour) == 1 else f"hourly at :{minute}"
    )


class TestMigration:
    def test_fills_and_checks_what_it_has_migrated(self):
        script = (ROOT / "deploy/migrate.sh").read_text()
        steps = re.findall(r"manage\.py (\w+)", script.split("set -eu")[1])

        assert steps == ["setup_roles", "migrate", "setup_roles", "load_reference", "check"]

    @pytest.mark.parametrize("command", ["load_reference", "create_first_admin"])
    def test_is_told_in_the_manual(self, command):
        assert f"manage.py {command}" in (ROOT / "docs/operation.md").read_text()

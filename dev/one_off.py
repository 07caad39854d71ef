"""`./run manage ...`: one of Django's commands, on the servers of this installation."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial

from core.management.commands import setup_roles
from dev import messages
from dev.home import HomeError, make_var
from dev.house import VAR, House, given, python
from dev.ledger import Ledger, TakenError
from dev.process import NotReadyError
from dev.supervise import StopRequestedError, Supervisor
from dev.tasks import ROOT

Environments = Mapping[str, Mapping[str, str]]  # by role: runtime, owner
Work = Callable[[Environments], int]
# These change the schema, or write of past days, which only the owner may.
OWNERS = {"migrate", "createcachetable", "dbshell", "flush", "load_demo"}


def main(arguments: list[str]) -> int:
    """Run a command, with the servers started for it unless they run already."""
    return within(partial(run, arguments))


def within(work: Work) -> int:
    """Do a work that needs the servers of this installation; return its exit code."""
    make_var(VAR)
    messages.compile_all(ROOT, [])
    ledger = Ledger(VAR)
    try:
        ledger.take()
    except TakenError:
        return work(environments(ledger.read().get("environment", {}), given()))
    ledger.stop_orphans()
    try:
        return run_alone(work, ledger)
    except (HomeError, NotReadyError) as error:
        print(error, file=sys.stderr)
    except (KeyboardInterrupt, StopRequestedError):
        return 130
    return 1


def environments(noted: Environments, given: Mapping[str, str]) -> Environments:
    """Return how to work beside a running `./run`; a database that is given comes before its."""
    if given.get("DATABASE_URL"):
        house = House.of(VAR, given)
        return {"runtime": house.environment(), "owner": house.owner_environment()}
    return {role: {**given, **env} for role, env in noted.items()}


def run_alone(work: Work, ledger: Ledger) -> int:
    """Do it between a start and a stop of the servers."""
    house = House.of(VAR, given())
    supervisor = Supervisor(ledger, {})
    try:
        supervisor.start(house.servers())
        create_roles(house)
        return work({"runtime": house.environment(), "owner": house.owner_environment()})
    finally:
        supervisor.stop()
        house.close()


def run(arguments: list[str], environments: Environments) -> int:
    """Run a command as the role that it needs; new tables are granted to the others at once."""
    words = [word for word in arguments if word != "--owner"]
    role = "owner" if "--owner" in arguments or OWNERS & {*words[:1]} else "runtime"
    code = manage(words, environments.get(role, given()))
    if code == 0 and words[:1] == ["migrate"]:
        return manage(["setup_roles"], environments.get("runtime", given()))
    return code


def manage(words: list[str], env: Mapping[str, str]) -> int:
    """Run one of Django's commands; return its exit code."""
    command = python("manage.py", *words)
    return subprocess.run(command, cwd=ROOT, env=dict(env), check=False).returncode


def create_roles(house: House) -> None:
    """Make sure of the roles and the database of our own server, even before the first start."""
    if house.postgres:
        given_names = ("DATABASE_OWNER_URL", "DATABASE_URL", "DATABASE_READONLY_URL")
        addresses = setup_roles.Addresses(*(house.addresses()[name] for name in given_names))
        setup_roles.create(house.postgres.admin_url, addresses)

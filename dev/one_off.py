"""`./run manage ...`: one of Django's commands, on the servers of this installation."""

import subprocess
import sys

from core.management.commands import setup_roles
from dev import messages
from dev.home import HomeError, make_var
from dev.house import VAR, House, given, python
from dev.ledger import Ledger, TakenError
from dev.process import NotReadyError
from dev.supervise import StopRequestedError, Supervisor
from dev.tasks import ROOT

# These change the schema, which only the owner may.
OWNERS = {"migrate", "createcachetable", "setup_roles", "dbshell", "flush"}


def main(arguments: list[str]) -> int:
    """Run a command, with the servers started for it unless they run already."""
    as_owner = "--owner" in arguments or bool(OWNERS & {*arguments[:1]})
    command = python("manage.py", *(each for each in arguments if each != "--owner"))
    make_var(VAR)
    messages.compile_all(ROOT, [])
    ledger = Ledger(VAR)
    try:
        ledger.take()
    except TakenError:
        key = "owner" if as_owner else "runtime"
        noted = ledger.read().get("environment", {}).get(key, {})
        return subprocess.run(command, cwd=ROOT, env={**given(), **noted}, check=False).returncode
    ledger.stop_orphans()
    try:
        house = House.of(VAR, given())
        supervisor = Supervisor(ledger, {})
        try:
            supervisor.start(house.servers())
            create_roles(house)
            env = house.owner_environment() if as_owner else house.environment()
            return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
        finally:
            supervisor.stop()
            house.close()
    except (HomeError, NotReadyError) as error:
        print(error, file=sys.stderr)
    except (KeyboardInterrupt, StopRequestedError):
        return 130
    return 1


def create_roles(house: House) -> None:
    """Make sure of the roles and the database of our own server, even before the first start."""
    if house.postgres:
        owner, runtime, readonly = (
            house.addresses()[f"DATABASE_{name}URL"] for name in ("OWNER_", "", "READONLY_")
        )
        addresses = setup_roles.Addresses(owner=owner, runtime=runtime, readonly=readonly)
        setup_roles.create(house.postgres.admin_url, addresses)

"""
Bring the database up to the code: roles, migrations, grants. Runs as the owner.

With `demo` it loads demo data into an empty database, also as the owner, who alone may write what
happened on past days; then it prints the logins.
"""

import os
import shutil
import sys
from contextlib import closing
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from psycopg2.sql import SQL, Identifier

from core.management.commands import setup_roles

# A migration of the time before 1.0.0rc1; it exists no more (docs/operation.md).
FORMER = ("core", "0001_sql_functions")
FORMER_SCHEMA = (
    "This database was made before 1.0.0rc1 and can't be upgraded: start over with"
    " ./run app --fresh, or give the address of an empty database."
)
LOADING = "The sample is being loaded."
HALF_LOADED = (
    "The sample in this database was not loaded to its end: give the address of an empty database."
)


def upgrade() -> None:
    """Create roles and database, migrate, grant."""
    addresses = setup_roles.Addresses(
        owner=os.environ["DATABASE_OWNER_URL"],
        runtime=os.environ["RUNTIME_URL"],
        readonly=os.environ["DATABASE_READONLY_URL"],
    )
    admin_url = os.environ.get("DATABASE_ADMIN_URL") or addresses.owner
    setup_roles.create(admin_url, addresses)
    django.setup()
    if is_half_loaded():
        begin_anew(addresses)
    if is_former():
        sys.exit(FORMER_SCHEMA)
    call_command("migrate", interactive=False, verbosity=0)
    setup_roles.grant(addresses, setup_roles.append_only_tables())


def begin_anew(addresses: setup_roles.Addresses) -> None:
    """Remove a sample whose loading was interrupted; a given database is left to its owner."""
    admin_url = os.environ.get("DATABASE_ADMIN_URL")
    if not admin_url:
        sys.exit(HALF_LOADED)
    print("The sample was not loaded to its end: loading it anew.", file=sys.stderr, flush=True)
    name = setup_roles.Account.of(addresses.owner).database
    connection.close()
    with closing(setup_roles.connect(admin_url)) as link, link.cursor() as at:
        at.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    Path(settings.AUDIT_ANCHOR_FILE).unlink(missing_ok=True)
    setup_roles.create(admin_url, addresses)


def is_half_loaded() -> bool:
    """Tell whether the loading of a sample began in this database and did not end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = current_database()"
        )
        return bool(cursor.fetchone()[0] == LOADING)


def mark(state: str) -> None:
    """Write the state of the sample into the comment of the database; an empty one removes it."""
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"COMMENT ON DATABASE {name} IS %s", [state or None])


def is_former() -> bool:
    """Tell whether the database has migrations of the time before the first release."""
    return FORMER in MigrationRecorder(connection).applied_migrations()


def demo(size: str) -> None:
    """Load demo data if there are no offices yet, and print who can sign in."""
    django.setup()
    commands = get_commands()
    if "load_demo" in commands and not apps.get_model("offices", "Office")._base_manager.exists():
        print(f"Loading the demo data “{size}” ...", file=sys.stderr, flush=True)
        mark(LOADING)
        call_command("load_demo", size=size)
        mark("")
    if "demo_logins" in commands:
        try:
            call_command("demo_logins")
        except CommandError as error:
            # A database with data of its own has no sample logins, and works all the same.
            print(f"  {error}")


if __name__ == "__main__":
    try:
        if sys.argv[1] == "demo":
            demo(sys.argv[2])
        else:
            upgrade()
    except KeyboardInterrupt:  # the supervisor says that it stops
        sys.exit(130)

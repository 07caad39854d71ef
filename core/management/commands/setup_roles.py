"""
Create the three database roles and grant each what it needs; run again after each migration.

- owner (`DATABASE_OWNER_URL`): owns the tables, migrates; no process that answers people has it.
- runtime (`DATABASE_URL`): reads and writes rows; in append-only tables it only adds them.
- read-only (`DATABASE_READONLY_URL`): reports; no sessions, secrets or password hashes.

Names and passwords are taken from the three addresses. A table is append-only when its model
says `append_only = True`.
"""

import os
from dataclasses import dataclass
from typing import Any, Self

import psycopg2
from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from psycopg2.extensions import connection, cursor, parse_dsn
from psycopg2.sql import SQL, Composable, Identifier, Literal

# Read by one function of the owner's and by nobody else.
OWN_TABLES = ("violations_reportkey",)
# Written by migrations alone.
READ_TABLES = ("django_migrations", "django_content_type", "auth_permission")
HIDDEN_TABLES = (
    *OWN_TABLES,
    "django_session",
    "accounts_cache",
    "mfa_authenticator",
    "usersessions_usersession",
)
# Who may call these fills the disk with objects that no table knows, and no guard sees.
LARGE_OBJECTS = (
    "lo_creat(integer)", "lo_create(oid)", "lo_from_bytea(oid, bytea)", "lo_open(oid, integer)",
    "lo_put(oid, bigint, bytea)", "lo_truncate(integer, integer)", "lo_truncate64(integer, bigint)",
    "lo_unlink(oid)", "lowrite(integer, bytea)",
)  # fmt: skip
# What the runtime role begins with, whatever connects; the product's own connections ask for less.
LIMITS = {
    "lock_timeout": "4s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "120s",
}
HIDDEN_COLUMNS = {"accounts_user": ("password",), "accounts_apitoken": ("digest", "seal")}


@dataclass(frozen=True)
class Account:
    """The role of a database address."""

    name: str
    password: str
    database: str

    @classmethod
    def of(cls, url: str) -> Self:
        """Read the role out of a connection address."""
        parts = parse_dsn(url)
        name = parts.get("user", "")
        return cls(name, parts.get("password", ""), parts.get("dbname", name))


@dataclass(frozen=True)
class Addresses:
    """Where each role connects."""

    owner: str
    runtime: str
    readonly: str

    @property
    def servants(self) -> list[Account]:
        """The roles that own nothing; none that the owner itself fills in."""
        owner = Account.of(self.owner).name
        found = {Account.of(url).name: Account.of(url) for url in (self.runtime, self.readonly)}
        return [account for name, account in found.items() if name != owner]


def connect(url: str) -> connection:
    """Open a connection in which each statement stands for itself."""
    link = psycopg2.connect(url, application_name="pishkhan-roles")
    link.autocommit = True
    return link


def exists(at: cursor, catalogue: str, column: str, name: str) -> bool:
    """Return whether a row of a system catalogue has this name."""
    query = SQL("SELECT 1 FROM {} WHERE {} = %s").format(Identifier(catalogue), Identifier(column))
    at.execute(query, [name])
    return at.fetchone() is not None


def close_large_objects(at: cursor) -> None:
    """
    Let nobody but superusers write large objects in this database; the product has none.

    The functions are the superuser's: an owner who is none leaves them as they are.
    """
    at.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if at.fetchone() == (True,):
        for name in LARGE_OBJECTS:
            at.execute(f"REVOKE EXECUTE ON FUNCTION pg_catalog.{name} FROM PUBLIC")


def limit(at: cursor, account: Account) -> None:
    """Let no statement of a role wait or run without end, where the role may be changed."""
    try:
        for name, length in LIMITS.items():
            statement = SQL("ALTER ROLE {} SET {} = {}")
            at.execute(statement.format(Identifier(account.name), SQL(name), Literal(length)))
    except psycopg2.errors.InsufficientPrivilege:
        return


def ensure_role(at: cursor, account: Account) -> None:
    """Create a plain login role, or give the existing one the password of its address."""
    name, password = Identifier(account.name), Literal(account.password)
    if not exists(at, "pg_roles", "rolname", account.name):
        at.execute(SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, password))
        return
    try:
        at.execute(SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, password))
    except psycopg2.errors.InsufficientPrivilege:
        # Somebody with more rights made it; its password is their business.
        return


def create(admin_url: str, addresses: Addresses) -> None:
    """Create what is missing of owner, database, runtime and read-only role."""
    owner = Account.of(addresses.owner)
    link = connect(admin_url)
    with link.cursor() as at:
        if Account.of(admin_url).name != owner.name:
            ensure_role(at, owner)
        if not exists(at, "pg_database", "datname", owner.database):
            statement = SQL("CREATE DATABASE {} OWNER {}")
            at.execute(statement.format(Identifier(owner.database), Identifier(owner.name)))
        for account in addresses.servants:
            ensure_role(at, account)
            if account.name == Account.of(addresses.runtime).name:
                limit(at, account)
    link.close()
    inside = psycopg2.connect(admin_url, dbname=owner.database, application_name="pishkhan-roles")
    with inside, inside.cursor() as at:
        close_large_objects(at)
    inside.close()


def grant(addresses: Addresses, append_only: list[str]) -> None:
    """Give the runtime and the read-only role exactly what they need in the owner's database."""
    owner, runtime = Account.of(addresses.owner), Account.of(addresses.runtime)
    readonly = Account.of(addresses.readonly)
    names = {account.name for account in addresses.servants}
    link = connect(addresses.owner)
    link.autocommit = False  # who works meanwhile keeps the former rights until all new ones stand
    with link, link.cursor() as at:
        at.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {str(row[0]) for row in at.fetchall()}
        for name in sorted(names):
            open_house(at, owner.database, name)
        if runtime.name in names:
            grant_runtime(at, runtime.name, sorted(tables & {*append_only}), tables)
        if readonly.name in names and readonly.name != runtime.name:
            grant_readonly(at, readonly.name, tables)
    link.close()


def open_house(at: cursor, database: str, name: str) -> None:
    """Let a role in, with empty hands."""
    role, house = Identifier(name), Identifier(database)
    at.execute(SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    at.execute(SQL("REVOKE CREATE ON SCHEMA public FROM {}").format(role))
    # A table or function of the session's own could stand in another's place.
    at.execute(SQL("REVOKE TEMPORARY, CREATE ON DATABASE {} FROM PUBLIC, {}").format(house, role))
    at.execute(SQL("GRANT CONNECT ON DATABASE {} TO {}").format(house, role))
    at.execute(SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
    for kind in ("TABLES", "SEQUENCES"):
        statement = SQL("REVOKE ALL ON ALL {} IN SCHEMA public FROM {}")
        at.execute(statement.format(SQL(kind), role))


def grant_runtime(at: cursor, name: str, append_only: list[str], tables: set[str]) -> None:
    """
    Rows may be read and written; in append-only tables they are only added.

    The role makes no object, not even a temporary one: a function or trigger of a session could ask
    the guards in its own way. What an import stages is made by a function of the owner's.
    """
    role = Identifier(name)
    at.execute(
        SQL(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {0};"
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {0}"
        ).format(role)
    )
    for table in append_only:
        at.execute(SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(Identifier(table), role))
    for table in {*OWN_TABLES} & tables:
        at.execute(SQL("REVOKE ALL ON {} FROM {}").format(Identifier(table), role))
    for table in {*READ_TABLES} & tables:
        statement = SQL("REVOKE INSERT, UPDATE, DELETE ON {} FROM {}")
        at.execute(statement.format(Identifier(table), role))


def grant_readonly(at: cursor, name: str, tables: set[str]) -> None:
    """Everything may be read but sessions, secrets and password hashes."""
    role = Identifier(name)
    for table in sorted(tables - {*HIDDEN_TABLES}):
        hidden = HIDDEN_COLUMNS.get(table, ())
        columns: Composable = SQL("")
        if hidden:
            at.execute(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name = %s",
                [table],
            )
            shown = sorted({str(row[0]) for row in at.fetchall()} - {*hidden})
            columns = SQL("({})").format(SQL(", ").join(map(Identifier, shown)))
        statement = SQL("GRANT SELECT {} ON {} TO {}")
        at.execute(statement.format(columns, Identifier(table), role))


def append_only_tables() -> list[str]:
    """Return the tables whose models say that rows are only ever added."""
    return sorted(
        model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)
    )


class Command(BaseCommand):
    """The command behind `manage.py setup_roles`."""

    help = "Create the owner, runtime and read-only roles and grant each what it needs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--admin-url",
            default=os.environ.get("DATABASE_ADMIN_URL", ""),
            help="address of a role that may create roles and databases; the owner's if left out",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        names = ("DATABASE_OWNER_URL", "DATABASE_URL", "DATABASE_READONLY_URL")
        missing = [name for name in names if not os.environ.get(name)]
        if missing:
            raise CommandError(f"Set {', '.join(missing)} first.")
        addresses = Addresses(*(os.environ[name] for name in names))
        try:
            create(options["admin_url"] or addresses.owner, addresses)
            grant(addresses, append_only_tables())
        except psycopg2.errors.InsufficientPrivilege as error:
            raise CommandError(
                "The owner may not create roles: create the runtime and the read-only role by"
                f" hand, or give DATABASE_ADMIN_URL. ({str(error).strip()})"
            ) from error
        self.stdout.write("Roles are set up.")

"""What all tables hold, as one hash each: two histories that agree have equal hashes."""

from django.apps import apps
from django.db import connection, models

# Columns that say when or in which order the machine worked, or that hold a random id.
MACHINE = {
    "approvals_pendingact": {"target_id", "digest"},
    "audit_auditevent": {"hash", "previous", "target_id", "request_id", "changes"},
    "audit_auditstream": {"head"},
    "notices_letter": {"check_code"},
    "notices_message": {"payload", "once"},
    "oversight_rulerun": {"counts"},
}
# Tables of the machine itself.
LEFT_OUT = {"accounts_cache", "django_migrations", "django_session"}
OURS = {
    "territory", "accounts", "audit", "approvals", "workdays", "offices", "agencies",
    "contracts", "readiness", "violations", "oversight", "notices", "dashboard",
}  # fmt: skip


_HASH = (
    "SELECT count(*), md5(COALESCE(string_agg(one::text, chr(10) ORDER BY one::text), ''))"
    " FROM ({rows}) one"
)


def _columns(model: type[models.Model]) -> list[str]:
    """Return the columns that say what holds: no moments, no random ids."""
    skipped = MACHINE.get(model._meta.db_table, set())
    return [
        str(field.column)
        for field in model._meta.concrete_fields
        if not isinstance(field, models.DateTimeField | models.UUIDField)
        and field.column not in skipped
    ]


def fingerprints() -> dict[str, str]:
    """Return a hash of the rows of each table, whatever their order."""
    found = {}
    with connection.cursor() as cursor:
        for model in sorted(apps.get_models(), key=lambda model: model._meta.db_table):
            table = model._meta.db_table
            if model._meta.app_label not in OURS or table in LEFT_OUT or not model._meta.managed:
                continue
            quoted = ", ".join(connection.ops.quote_name(name) for name in _columns(model))
            rows = f"SELECT {quoted} FROM {connection.ops.quote_name(table)}"  # noqa: S608 - own names
            cursor.execute(_HASH.format(rows=rows))
            count, digest = cursor.fetchone()
            found[table] = f"{count}:{digest}"
    return found


def is_copy() -> bool:
    """Tell whether the database is marked as a copy, by a setting that no dump carries along."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_db_role_setting setting JOIN pg_database base"
            " ON base.oid = setting.setdatabase WHERE base.datname = current_database()"
            " AND setting.setrole = 0 AND 'pishkhan.is_copy=yes' = ANY(setting.setconfig))"
        )
        return bool(cursor.fetchone()[0])

"""No state of an office or a licence lies ahead, and no licence has run out before its last day is over."""

from django.db import migrations

# Days on which something is said to have happened; windows and ends to come are not among them.
PAST = {
    "offices_officestateinterval": ["starts_on", "ends_on", "document_on"],
    "offices_office": ["first_active_on", "last_activity_on"],
    "offices_licence": ["document_on"],
}  # fmt: skip

FORWARD = "".join(
    f"SELECT pishkhan_guard_days('{table}', '" + "', '".join(columns) + "');\n"
    for table, columns in PAST.items()
)
BACKWARD = "".join(f"DROP TRIGGER {table}_not_ahead ON {table};\n" for table in PAST)

ENDS = r"""
CREATE FUNCTION offices_guard_licence_days() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'A licence has not yet come to this state.'
        USING ERRCODE = 'check_violation';
END $$;

-- A licence may be issued for days to come; what has ended it may not.
CREATE TRIGGER offices_licence_over BEFORE INSERT OR UPDATE ON offices_licence
    FOR EACH ROW WHEN (
        (NEW.state = 'expired' AND NOT NEW.expires_on < pishkhan_today())
        OR (NEW.state = 'cancelled' AND NEW.ended_on > pishkhan_today())
        OR (NEW.state <> 'valid' AND NEW.state_since > pishkhan_today())
    )
    EXECUTE FUNCTION offices_guard_licence_days();
ALTER TABLE offices_licence ENABLE ALWAYS TRIGGER offices_licence_over;
"""

RELEASE = """
DROP TRIGGER offices_licence_over ON offices_licence;
DROP FUNCTION offices_guard_licence_days();
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0006_import_seems"), ("core", "0002_days_not_ahead")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(ENDS, RELEASE),
    ]

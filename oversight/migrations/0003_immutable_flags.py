"""A flag, its cases and its end are written once."""

from django.db import migrations

TABLES = ["oversight_flag", "oversight_flag_cases", "oversight_flagend"]


def forward():
    for table in TABLES:
        yield f"""
CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_kept;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_whole;
"""


def backward():
    for table in TABLES:
        yield f"DROP TRIGGER {table}_kept ON {table}; DROP TRIGGER {table}_whole ON {table};"


class Migration(migrations.Migration):
    dependencies = [("oversight", "0002_immutable_policies")]

    operations = [migrations.RunSQL("".join(forward()), "\n".join(backward()))]

"""The guard of decisions looks for its tables in our schema again, whatever a session says."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("violations", "0035_guard_execution")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION violations_guard_decision()"
            " SET search_path = pg_catalog, public, pg_temp",
            migrations.RunSQL.noop,
        )
    ]

"""A turn is asked last: the planner takes the cheaper conditions of a query before it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("violations", "0025_row_policies")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION violations_turn(bigint, text, date) COST 100000",
            "ALTER FUNCTION violations_turn(bigint, text, date) COST 100",
        )
    ]

"""A turn is asked last: the planner takes the cheaper conditions of a query before it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("oversight", "0024_row_policies")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION oversight_turn(bigint, date) COST 100000",
            "ALTER FUNCTION oversight_turn(bigint, date) COST 100",
        )
    ]

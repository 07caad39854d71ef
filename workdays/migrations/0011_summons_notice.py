"""The least time between a summons and its session; other installations load it with the rest."""

from datetime import date

from django.db import migrations

FIRST = date(2021, 3, 21)  # 1 Farvardin 1400, as the other lengths


def forward(apps, schema_editor):
    rules = apps.get_model("workdays", "DeadlineRule").objects
    if rules.exists() and not rules.filter(key="summons_notice").exists():
        rules.create(
            key="summons_notice",
            value=5,
            unit="day",
            valid_from=FIRST,
            provenance="ASSUMED",
            citation="Days that lie at least between the service of a summons and its session;"
            " by analogy to Civil Procedure art. 64.",
        )


class Migration(migrations.Migration):
    dependencies = [("workdays", "0010_keep_deadlines")]

    # A length that was in force is not taken back.
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]

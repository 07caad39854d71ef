"""How cases are reckoned until the province says otherwise; all of it is assumed."""

from datetime import date

from django.db import migrations


def forward(apps, schema_editor):
    rule = apps.get_model("violations", "CaseRule")
    rule.objects.create(
        quorum=3,
        lookback_months=24,
        points_months=24,
        provenance="assumed",
        valid_from=date(2021, 3, 21),  # 1 Farvardin 1400, as in data/reckoning.csv
    )


def backward(apps, schema_editor):
    apps.get_model("violations", "CaseRule").objects.filter(valid_from=date(2021, 3, 21)).delete()


class Migration(migrations.Migration):
    dependencies = [("violations", "0005_proof_of_decision")]

    operations = [migrations.RunPython(forward, backward)]

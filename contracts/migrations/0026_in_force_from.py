"""A contract binds from the later of its first day and its signature."""

from django.db import migrations, models
from django.db.models.functions import Coalesce, Greatest

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0025_interests"),
    ]

    operations = [
        migrations.RemoveIndex("contract", "contracts_contract_running"),
        migrations.AddField(
            "contract",
            "in_force_from",
            models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            ("signed_on__isnull", False),
                            ("confirmed_on__isnull", False),
                            _connector="OR",
                        ),
                        then=Greatest("starts_on", Coalesce("signed_on", "confirmed_on")),
                    )
                ),
                output_field=models.DateField(null=True),
                verbose_name="in force from",
            ),
        ),
        migrations.AddIndex(
            "contract",
            models.Index(
                fields=["office"],
                include=("agency", "in_force_from", "ends_on", "id"),
                condition=models.Q(
                    ("state__in", ["active", "suspended"]),
                    models.Q(("origin", "own"), ("confirmed_on__isnull", False), _connector="OR"),
                ),
                name="contracts_contract_running",
            ),
        ),
        LoadSQL("contracts", "in_force", "documents"),
    ]

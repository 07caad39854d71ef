"""A membership in the association is declared, and begins with its confirmation."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="office",
            name="membership_declared_by",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="declared by"),
        ),
        migrations.AddField(
            model_name="office",
            name="membership_declared_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="declared a member by the association on"
            ),
        ),
        LoadSQL("offices", "offices"),
    ]

"""A holder's card has a version, so that of two writers the second sees what the first wrote."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offices", "0009_changes")]

    operations = [
        migrations.AlterModelOptions(
            name="licenceholder", options={"verbose_name": "licence holder"}
        ),
        migrations.AddField(
            model_name="licenceholder",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1, verbose_name="version"),
        ),
    ]

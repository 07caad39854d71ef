"""Who acted last on a proof, so that the database can compare the person with the recorder."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0012_changes")]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="acted_by",
            field=models.BigIntegerField(
                blank=True, editable=False, null=True, verbose_name="last acted on a proof by"
            ),
        ),
    ]

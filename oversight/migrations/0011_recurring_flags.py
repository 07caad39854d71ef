"""The same facts are flagged once more after a judgment sent one of their cases back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oversight", "0010_contested_objections")]

    operations = [
        migrations.AddField(
            model_name="flag",
            name="recurrence",
            field=models.PositiveSmallIntegerField(
                db_default=1, default=1, verbose_name="recurrence"
            ),
        ),
        migrations.AlterField(
            model_name="flag",
            name="fingerprint",
            field=models.CharField(max_length=64, verbose_name="fingerprint"),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(
                fields=("fingerprint", "recurrence"),
                name="oversight_flag_once",
                violation_error_message="The same facts are flagged already.",
            ),
        ),
    ]

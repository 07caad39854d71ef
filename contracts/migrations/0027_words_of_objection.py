"""In English the window of an objection is called so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0026_scans"),
    ]

    operations = [
        migrations.AlterField(
            model_name="waiver",
            name="window",
            field=models.CharField(
                choices=[
                    ("defence", "defence window"),
                    ("appeal", "objection window"),
                    ("termination_notice", "termination notice"),
                    ("review_hearing", "hearing window of a termination review"),
                ],
                max_length=20,
                verbose_name="window",
            ),
        ),
    ]

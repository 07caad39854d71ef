"""The file of a workbook is kept sealed, for its copy with the errors."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("violations", "0051_proofs_of_service_and_appeal")]

    operations = [
        migrations.AddField(
            model_name="reportsheet",
            name="original",
            field=models.BinaryField(default=b"", verbose_name="file"),
        ),
    ]

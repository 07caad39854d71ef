"""A list of renewed licences has the letter that brought it, and an old one a second person."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0018_named"),
        ("approvals", "0013_named"),
    ]

    operations = [
        migrations.AddField(
            model_name="registerimport",
            name="document_no",
            field=models.CharField(blank=True, max_length=60, verbose_name="letter number"),
        ),
        migrations.AddField(
            model_name="registerimport",
            name="document_on",
            field=models.DateField(blank=True, null=True, verbose_name="letter date"),
        ),
        migrations.AddField(
            model_name="registerimport",
            name="document_issuer",
            field=models.CharField(blank=True, max_length=160, verbose_name="letter issuer"),
        ),
        LoadSQL("offices", "proven", "pending_acts", "fixed"),
    ]

"""A role for one body rests on a letter with its day; two admins give one part each of a key."""

from django.db import migrations, models

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_accounts_of")]

    operations = [
        migrations.AddField(
            model_name="rolegrant",
            name="letter_on",
            field=models.DateField(blank=True, null=True, verbose_name="day of the letter"),
        ),
        migrations.AddField(
            model_name="user",
            name="key_part",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=64,
                verbose_name="first part of the one-time key",
            ),
            preserve_default=False,
        ),
        LoadSQL("accounts", "grants"),
    ]  # fmt: skip

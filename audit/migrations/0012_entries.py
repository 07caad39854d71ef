"""The first part of a one-time key belongs to sign-in; the reset is proposed by an admin."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("audit", "0011_doers"), ("accounts", "0012_letters_and_parts")]

    operations = [LoadSQL("audit", "verbs", "account_events")]

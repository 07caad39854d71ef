"""Who holds or runs the office is not free to decide its case, and does not sit for the forum."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("violations", "0029_committee_sessions")]

    operations = [LoadSQL("violations", "recusal", "deciding_roles", "sessions")]

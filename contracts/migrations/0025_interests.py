"""Who holds or runs an office acts on none of its matters for the other side."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0024_withdrawn_acceptances"),
        ("offices", "0007_interests"),
    ]

    operations = [LoadSQL("contracts", "recusals")]

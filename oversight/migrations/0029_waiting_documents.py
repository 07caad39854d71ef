"""A document that waits for its second person carries no act whose ground fell."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0028_accepted_refusals"),
        ("contracts", "0023_waiting_documents"),
    ]

    operations = [LoadSQL("oversight", "annulments")]

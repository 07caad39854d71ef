"""Minutes do not wait for who was called to judge and holds no role of the forum any more."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0045_tied_clocks"),
        ("accounts", "0011_accounts_of"),
    ]

    operations = [LoadSQL("violations", "sessions")]

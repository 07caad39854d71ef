"""An event is of who holds the role for its verb, on a record of that role."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_accounts_of"),
        ("audit", "0010_numbers"),
    ]

    operations = [LoadSQL("audit", "verbs", "doers")]

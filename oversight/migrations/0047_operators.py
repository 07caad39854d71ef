"""Two admins give the role of an operator while a case or a review of the office is open."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0046_locked_accounts"),
        ("accounts", "0012_letters_and_parts"),
    ]

    operations = [LoadSQL("oversight", "operators")]

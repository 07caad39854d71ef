"""The sign-in of an account that decides is reset by two admins; a role keeps its letter's day."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("approvals", "0010_order"), ("accounts", "0012_letters_and_parts")]

    operations = [LoadSQL("approvals", "grants", "second_persons", "entries")]

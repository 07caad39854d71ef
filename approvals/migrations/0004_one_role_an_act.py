"""A confirmed act gives one role, for the body that was proposed, by raw SQL too."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_same_ground")]
    operations = [LoadSQL("approvals", "grants")]

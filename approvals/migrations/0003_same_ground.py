"""A confirmed role is the one that was proposed, by raw SQL too."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_wall"), ("accounts", "0002_wall")]
    operations = [LoadSQL("approvals", "grants")]

"""An account that decides or administrates is blocked by two admins."""

from django.db import migrations

from core.sql_files import LoadSQL


class Migration(migrations.Migration):
    dependencies = [("approvals", "0005_void")]
    operations = [LoadSQL("approvals", "grants")]

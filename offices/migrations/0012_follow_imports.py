"""Imports are followed by `/changes`; none is ever deleted."""

from django.db import migrations

FORWARD = "SELECT audit_follow('offices_registerimport', 'imports', '{}');"
BACKWARD = "SELECT audit_unfollow('offices_registerimport');"


class Migration(migrations.Migration):
    dependencies = [("offices", "0011_imports_among_jobs"), ("audit", "0005_changes")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

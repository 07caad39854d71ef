"""Divisions are followed by `/changes`, with the name of what they lie in."""

from django.db import migrations

FORWARD = """
SELECT audit_follow('territory_division', 'divisions', '{all}');
SELECT audit_follow_parts('territory_division', '{name}', 'divisions', 'territory_division', 'parent_id');
"""
BACKWARD = """
DROP TRIGGER zz_shown_divisions_parent_id ON territory_division;
SELECT audit_unfollow('territory_division');
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_open"), ("territory", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

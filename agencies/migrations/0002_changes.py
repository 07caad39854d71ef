"""Agencies and services are followed by `/changes`."""

from django.db import migrations

FORWARD = """
SELECT audit_follow('agencies_agency', 'agencies', '{all}');
SELECT audit_follow('agencies_service', 'services', '{all}');
SELECT audit_follow_parts('agencies_agency', '{code}', 'services', 'agencies_service', 'agency_id');
"""

BACKWARD = """
DROP TRIGGER zz_shown_services_agency_id ON agencies_agency;
SELECT audit_unfollow('agencies_service');
SELECT audit_unfollow('agencies_agency');
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial"), ("audit", "0005_changes")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

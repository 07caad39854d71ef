"""Duties are followed by `/changes`, with the codes of their office and agency."""

from django.db import migrations

FORWARD = """
SELECT audit_follow('oversight_duty', 'duties', '{}');
SELECT audit_follow_parts('offices_office', '{code}', 'duties', 'oversight_duty', 'office_id');
SELECT audit_follow_parts('agencies_agency', '{code}', 'duties', 'oversight_duty', 'agency_id');
"""

BACKWARD = """
DROP TRIGGER zz_shown_duties_agency_id ON agencies_agency;
DROP TRIGGER zz_shown_duties_office_id ON offices_office;
SELECT audit_unfollow('oversight_duty');
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0020_first_comparison")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

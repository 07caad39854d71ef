"""A reminder that was sent stays as it was sent."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER oversight_reminder_kept BEFORE UPDATE OR DELETE ON oversight_reminder
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
CREATE TRIGGER oversight_reminder_whole BEFORE TRUNCATE ON oversight_reminder
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_reminder ENABLE ALWAYS TRIGGER oversight_reminder_kept;
ALTER TABLE oversight_reminder ENABLE ALWAYS TRIGGER oversight_reminder_whole;
"""

BACKWARD = """
DROP TRIGGER oversight_reminder_kept ON oversight_reminder;
DROP TRIGGER oversight_reminder_whole ON oversight_reminder;
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0008_reminders")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

"""A note stays as it was written."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER oversight_reviewnote_kept BEFORE UPDATE OR DELETE ON oversight_reviewnote
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
CREATE TRIGGER oversight_reviewnote_whole BEFORE TRUNCATE ON oversight_reviewnote
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_reviewnote ENABLE ALWAYS TRIGGER oversight_reviewnote_kept;
ALTER TABLE oversight_reviewnote ENABLE ALWAYS TRIGGER oversight_reviewnote_whole;
"""

BACKWARD = """
DROP TRIGGER oversight_reviewnote_kept ON oversight_reviewnote;
DROP TRIGGER oversight_reviewnote_whole ON oversight_reviewnote;
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0014_review_notes")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

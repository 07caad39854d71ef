"""Events are only ever added: the database refuses everything else, to its owner too."""

from django.db import migrations

PROTECT = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'raise_exception';
END $$;

CREATE TRIGGER audit_auditevent_append_only
    BEFORE UPDATE OR DELETE ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_auditevent_no_truncate
    BEFORE TRUNCATE ON audit_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER audit_auditevent_append_only;
ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER audit_auditevent_no_truncate;

CREATE FUNCTION audit_head_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.sequence < OLD.sequence OR NEW.name <> OLD.name THEN
        RAISE EXCEPTION 'The head of the history only moves on.';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER audit_auditstream_moves_on
    BEFORE UPDATE OR DELETE ON audit_auditstream
    FOR EACH ROW EXECUTE FUNCTION audit_head_moves_on();
ALTER TABLE audit_auditstream ENABLE ALWAYS TRIGGER audit_auditstream_moves_on;
"""

RELEASE = """
DROP TRIGGER audit_auditstream_moves_on ON audit_auditstream;
DROP FUNCTION audit_head_moves_on();
DROP TRIGGER audit_auditevent_no_truncate ON audit_auditevent;
DROP TRIGGER audit_auditevent_append_only ON audit_auditevent;
DROP FUNCTION audit_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(PROTECT, RELEASE)]

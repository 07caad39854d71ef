"""A head names its own last event, and a register never gives a number twice."""

from django.db import migrations

PROTECT = """
CREATE OR REPLACE FUNCTION audit_head_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.sequence < OLD.sequence OR NEW.name <> OLD.name THEN
        RAISE EXCEPTION 'The head of the history only moves on.';
    END IF;
    IF (NEW.sequence, NEW.head) <> (OLD.sequence, OLD.head) AND NOT EXISTS (
        SELECT FROM audit_auditevent
        WHERE stream = NEW.name AND sequence = NEW.sequence AND hash = NEW.head
    ) THEN
        RAISE EXCEPTION 'The head of the history names its last event.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_auditstream_no_truncate
    BEFORE TRUNCATE ON audit_auditstream
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_auditstream ENABLE ALWAYS TRIGGER audit_auditstream_no_truncate;

CREATE FUNCTION audit_numbers_move_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.last <= OLD.last OR NEW.register <> OLD.register
       OR NEW.jalali_year <> OLD.jalali_year THEN
        RAISE EXCEPTION 'A register never gives a number twice.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_numbersequence_moves_on
    BEFORE UPDATE OR DELETE ON audit_numbersequence
    FOR EACH ROW EXECUTE FUNCTION audit_numbers_move_on();
ALTER TABLE audit_numbersequence ENABLE ALWAYS TRIGGER audit_numbersequence_moves_on;
"""

RELEASE = """
DROP TRIGGER audit_numbersequence_moves_on ON audit_numbersequence;
DROP FUNCTION audit_numbers_move_on();
DROP TRIGGER audit_auditstream_no_truncate ON audit_auditstream;
CREATE OR REPLACE FUNCTION audit_head_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.sequence < OLD.sequence OR NEW.name <> OLD.name THEN
        RAISE EXCEPTION 'The head of the history only moves on.';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [migrations.RunSQL(PROTECT, RELEASE)]

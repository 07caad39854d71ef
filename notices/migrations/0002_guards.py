"""What left the house is neither changed nor deleted; a letter only opens, a message only ends."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION notices_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What was recorded here is neither changed nor deleted.'
        USING ERRCODE = 'check_violation';
END $$;

CREATE FUNCTION notices_guard_letter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A numbered letter is not deleted.' USING ERRCODE = 'check_violation';
    END IF;
    IF to_jsonb(OLD) - ARRAY['opened_at', 'updated_at']
       IS DISTINCT FROM to_jsonb(NEW) - ARRAY['opened_at', 'updated_at']
       OR (OLD.opened_at IS NOT NULL AND NEW.opened_at IS DISTINCT FROM OLD.opened_at) THEN
        RAISE EXCEPTION 'The words of a letter are frozen when it is numbered.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION notices_guard_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A message is not deleted.' USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.public_id, NEW.carrier, NEW.payload, NEW.user_id, NEW.once, NEW.created_at)
       IS DISTINCT FROM
       (OLD.public_id, OLD.carrier, OLD.payload, OLD.user_id, OLD.once, OLD.created_at) THEN
        RAISE EXCEPTION 'Key, receiver and content of a message are not changed.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'sent' AND NEW.state <> 'sent' THEN
        RAISE EXCEPTION 'A message that was sent stays sent.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER notices_letter_frozen BEFORE UPDATE OR DELETE ON notices_letter
    FOR EACH ROW EXECUTE FUNCTION notices_guard_letter();
CREATE TRIGGER notices_message_flow BEFORE UPDATE OR DELETE ON notices_message
    FOR EACH ROW EXECUTE FUNCTION notices_guard_message();
CREATE TRIGGER notices_letterfile_kept BEFORE UPDATE OR DELETE ON notices_letterfile
    FOR EACH ROW EXECUTE FUNCTION notices_keep();
CREATE TRIGGER notices_lettertemplate_kept BEFORE UPDATE OR DELETE ON notices_lettertemplate
    FOR EACH ROW EXECUTE FUNCTION notices_keep();
CREATE TRIGGER notices_attempt_kept BEFORE UPDATE OR DELETE ON notices_attempt
    FOR EACH ROW EXECUTE FUNCTION notices_keep();
CREATE TRIGGER notices_dispatch_kept BEFORE UPDATE OR DELETE ON notices_dispatch
    FOR EACH ROW EXECUTE FUNCTION notices_keep();
ALTER TABLE notices_letter ENABLE ALWAYS TRIGGER notices_letter_frozen;
ALTER TABLE notices_message ENABLE ALWAYS TRIGGER notices_message_flow;
ALTER TABLE notices_letterfile ENABLE ALWAYS TRIGGER notices_letterfile_kept;
ALTER TABLE notices_lettertemplate ENABLE ALWAYS TRIGGER notices_lettertemplate_kept;
ALTER TABLE notices_attempt ENABLE ALWAYS TRIGGER notices_attempt_kept;
ALTER TABLE notices_dispatch ENABLE ALWAYS TRIGGER notices_dispatch_kept;
"""

BACK = """
DROP TRIGGER notices_letter_frozen ON notices_letter;
DROP TRIGGER notices_message_flow ON notices_message;
DROP TRIGGER notices_letterfile_kept ON notices_letterfile;
DROP TRIGGER notices_lettertemplate_kept ON notices_lettertemplate;
DROP TRIGGER notices_attempt_kept ON notices_attempt;
DROP TRIGGER notices_dispatch_kept ON notices_dispatch;
DROP FUNCTION notices_guard_letter();
DROP FUNCTION notices_guard_message();
DROP FUNCTION notices_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

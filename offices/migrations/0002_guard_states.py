"""Only the moves of the tables, and a code that stays, also for whoever writes SQL by hand."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION offices_guard_office() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.code <> OLD.code AND OLD.state <> 'draft' THEN
        RAISE EXCEPTION 'The code of an office stays once it was active.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'active'),
        ('draft', 'revoked'),
        ('active', 'closed'),
        ('active', 'inactive'),
        ('active', 'revoked'),
        ('active', 'suspended'),
        ('active', 'temporarily_closed'),
        ('temporarily_closed', 'active'),
        ('temporarily_closed', 'inactive'),
        ('temporarily_closed', 'revoked'),
        ('inactive', 'active'),
        ('inactive', 'revoked'),
        ('inactive', 'suspended'),
        ('suspended', 'active'),
        ('suspended', 'revoked')
    ) THEN
        RAISE EXCEPTION 'An office does not go from % to %.', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER offices_office_guard BEFORE UPDATE OF state, code ON offices_office
    FOR EACH ROW EXECUTE FUNCTION offices_guard_office();
ALTER TABLE offices_office ENABLE ALWAYS TRIGGER offices_office_guard;

CREATE FUNCTION offices_guard_licence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('valid', 'cancelled'),
        ('valid', 'expired'),
        ('valid', 'renewal_requested'),
        ('valid', 'suspended'),
        ('valid', 'transferred'),
        ('renewal_requested', 'cancelled'),
        ('renewal_requested', 'expired'),
        ('renewal_requested', 'renewed'),
        ('renewal_requested', 'suspended'),
        ('renewal_requested', 'valid'),
        ('suspended', 'cancelled'),
        ('suspended', 'expired'),
        ('suspended', 'valid'),
        ('expired', 'renewed')
    ) THEN
        RAISE EXCEPTION 'A licence does not go from % to %.', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER offices_licence_guard BEFORE UPDATE OF state ON offices_licence
    FOR EACH ROW EXECUTE FUNCTION offices_guard_licence();
ALTER TABLE offices_licence ENABLE ALWAYS TRIGGER offices_licence_guard;
"""

BACKWARD = r"""
DROP TRIGGER offices_licence_guard ON offices_licence;
DROP FUNCTION offices_guard_licence();
DROP TRIGGER offices_office_guard ON offices_office;
DROP FUNCTION offices_guard_office();
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

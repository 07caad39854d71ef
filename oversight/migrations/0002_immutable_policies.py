"""A policy is proposed, then approved or refused, and never changed after that."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION oversight_refuse(reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', reason USING ERRCODE = 'check_violation';
END $$;

CREATE FUNCTION oversight_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM oversight_refuse('What was recorded here is neither changed nor deleted.');
    RETURN NULL;
END $$;

CREATE FUNCTION oversight_guard_policy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'proposed' THEN
            PERFORM oversight_refuse('A policy starts as a proposal.');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'proposed' OR NEW.state NOT IN ('approved', 'refused') THEN
        PERFORM oversight_refuse('A policy is approved or refused once, and not changed.');
    END IF;
    IF to_jsonb(OLD) - ARRAY['state', 'approved_by', 'approved_by_name', 'approved_on',
                             'resolution', 'refusal', 'updated_at']
       IS DISTINCT FROM
       to_jsonb(NEW) - ARRAY['state', 'approved_by', 'approved_by_name', 'approved_on',
                             'resolution', 'refusal', 'updated_at'] THEN
        PERFORM oversight_refuse('What was proposed is approved as it is, or refused.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER oversight_policy_flow BEFORE INSERT OR UPDATE ON oversight_policyversion
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_policy();
CREATE TRIGGER oversight_policy_kept BEFORE DELETE ON oversight_policyversion
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_policyversion ENABLE ALWAYS TRIGGER oversight_policy_flow;
ALTER TABLE oversight_policyversion ENABLE ALWAYS TRIGGER oversight_policy_kept;

CREATE FUNCTION oversight_guard_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT state FROM oversight_policyversion WHERE id = NEW.version_id) <> 'proposed' THEN
        PERFORM oversight_refuse('A policy in force gets no further rules.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER oversight_rule_added BEFORE INSERT ON oversight_policyrule
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_rule();
CREATE TRIGGER oversight_rule_kept BEFORE UPDATE OR DELETE ON oversight_policyrule
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_policyrule ENABLE ALWAYS TRIGGER oversight_rule_added;
ALTER TABLE oversight_policyrule ENABLE ALWAYS TRIGGER oversight_rule_kept;
"""

BACKWARD = """
DROP TRIGGER oversight_rule_kept ON oversight_policyrule;
DROP TRIGGER oversight_rule_added ON oversight_policyrule;
DROP TRIGGER oversight_policy_kept ON oversight_policyversion;
DROP TRIGGER oversight_policy_flow ON oversight_policyversion;
DROP FUNCTION oversight_guard_rule();
DROP FUNCTION oversight_guard_policy();
DROP FUNCTION oversight_keep();
DROP FUNCTION oversight_refuse(text);
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

"""
A committee decides with its quorum of persons, also where no hearing session was held.

Minutes with a session ask for it already; so does a decision without one now, of whoever writes
it. Accounts of one person are one, and so is who stands there by name besides.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION violations_sitting(attendance jsonb) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH member AS (
        SELECT (seat->>'user_id')::bigint AS account, seat->>'name' AS name
        FROM jsonb_array_elements(attendance) AS seat
        WHERE (seat->>'is_present')::boolean AND NOT (seat->>'is_recused')::boolean
    )
    SELECT (
        SELECT count(DISTINCT coalesce(nullif(holder.person_key, ''), 'account ' || member.account))
        FROM member LEFT JOIN public.accounts_user holder ON holder.id = member.account
        WHERE member.account IS NOT NULL
    )::integer + (
        SELECT count(DISTINCT name) FROM member WHERE account IS NULL
          AND name NOT IN (SELECT other.name FROM member other WHERE other.account IS NOT NULL)
    )::integer
$$;
COMMENT ON FUNCTION violations_sitting(jsonb) IS
    'How many persons sat by the attendance of a decision: present and not recused.';

CREATE FUNCTION violations_guard_quorum() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF violations_sitting(NEW.attendance) < violations_quorum('committee', NEW.decided_on)
       AND NOT accounts_nobodys(NEW.decided_by, TG_RELID) THEN
        PERFORM violations_refuse('A committee decides with its quorum.');
    END IF;
    RETURN NEW;
END $$;
-- Its name lets it run after the guard of the turn, which says more.
CREATE TRIGGER violations_decision_with_quorum BEFORE INSERT ON violations_decision
    FOR EACH ROW WHEN (NEW.forum = 'committee' AND NEW.session_id IS NULL)
    EXECUTE FUNCTION violations_guard_quorum();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_with_quorum;
"""

BACKWARD = r"""
DROP TRIGGER violations_decision_with_quorum ON violations_decision;
DROP FUNCTION violations_guard_quorum();
DROP FUNCTION violations_sitting(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0039_covered_keys"), ("accounts", "0008_holders_of_roles")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

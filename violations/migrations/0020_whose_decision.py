"""
A case is decided by who holds the role for it on that day (design: DECISIONS 6 and 7).

First the manager of the case's own agency, in the licence track the committee's chair; an objection
the agency's second signatory, or the chair where nobody there is free to decide it.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION violations_has_appeal_decider(kase violations_case, day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM accounts_rolegrant held
        JOIN accounts_user holder ON holder.id = held.user_id
        JOIN agencies_agency agency ON agency.public_id = held.scope_id
        WHERE agency.id = kase.agency_id AND held.role = 'agency_appeal' AND holder.is_active
          AND held.starts_on <= day AND (held.ends_on IS NULL OR held.ends_on >= day)
          AND NOT violations_reported(kase.id, held.user_id)
          AND NOT violations_took_part(kase.id, held.user_id)
    )
$$;

CREATE FUNCTION violations_is_turn(kase violations_case, forum text, account bigint, day date)
RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    agency uuid;
BEGIN
    SELECT public_id INTO agency FROM agencies_agency WHERE id = kase.agency_id;
    IF kase.track = 'licence' THEN
        RETURN accounts_holds(account, 'committee_chair', NULL, day);
    END IF;
    IF forum = 'agency' THEN
        RETURN accounts_holds(account, 'agency_manager', agency, day);
    END IF;
    RETURN accounts_holds(account, 'agency_appeal', agency, day)
        OR (accounts_holds(account, 'committee_chair', NULL, day)
            AND NOT violations_has_appeal_decider(kase, day));
END $$;

CREATE FUNCTION violations_guard_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF NOT violations_is_turn(kase, NEW.forum, NEW.decided_by, NEW.decided_on)
       AND NOT accounts_nobodys(NEW.decided_by, TG_RELID) THEN
        PERFORM violations_refuse('This case is not decided by who holds no role for it.');
    END IF;
    RETURN NEW;
END $$;

-- Its name lets it run after the guards of four eyes, which say more.
CREATE TRIGGER violations_decision_turn BEFORE INSERT ON violations_decision
    FOR EACH ROW EXECUTE FUNCTION violations_guard_turn();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_turn;
"""

BACKWARD = """
DROP TRIGGER violations_decision_turn ON violations_decision;
DROP FUNCTION violations_guard_turn();
DROP FUNCTION violations_is_turn(violations_case, text, bigint, date);
DROP FUNCTION violations_has_appeal_decider(violations_case, date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0019_changes"),
        ("accounts", "0008_holders_of_roles"),
        ("agencies", "0003_service_codes"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

"""
Whose turn it is to decide, and that a stand-in is named only where nobody there is free to.

The agency's managers, then its second signatory, then the member whom the deputy named; objections
go to the second signatory, the committee's chair, the named member. Persons are compared. A naming
for a review is guarded by the floor that knows reviews.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION violations_is_free(wanted bigint, step text, account bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT violations_reported(wanted, account)
        AND (step <> 'appeal' OR NOT violations_took_part(wanted, account))
$$;

CREATE FUNCTION violations_has_free(
    wanted bigint, step text, role_name text, scope uuid, day date
) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM accounts_rolegrant held
        JOIN accounts_user holder ON holder.id = held.user_id
        WHERE held.role = role_name AND held.scope_id IS NOT DISTINCT FROM scope
          AND holder.is_active AND held.starts_on <= day
          AND (held.ends_on IS NULL OR held.ends_on >= day)
          AND violations_is_free(wanted, step, held.user_id)
    )
$$;

CREATE FUNCTION violations_turn(wanted bigint, step text, day date) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    agency uuid;
    kase violations_case;
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = wanted;
    SELECT public_id INTO agency FROM agencies_agency WHERE id = kase.agency_id;
    IF kase.track = 'contract' THEN
        IF step = 'decision'
           AND violations_has_free(wanted, step, 'agency_manager', agency, day) THEN
            RETURN 'agency_manager';
        END IF;
        IF violations_has_free(wanted, step, 'agency_appeal', agency, day) THEN
            RETURN 'agency_appeal';
        END IF;
        IF step = 'decision' THEN
            RETURN 'stand_in';
        END IF;
    END IF;
    IF violations_has_free(wanted, step, 'committee_chair', NULL, day) THEN
        RETURN 'committee_chair';
    END IF;
    RETURN 'stand_in';
END $$;
COMMENT ON FUNCTION violations_turn(bigint, text, date) IS
    'The role whose free holders decide a case (step decision) or its objection (step appeal).';

CREATE FUNCTION violations_stand_in(subject uuid, wanted text, day date) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN last_on >= day
        AND accounts_holds(member_id, 'committee_member', NULL, day) THEN member_id END
    FROM violations_standin
    WHERE subject_id = subject AND step = wanted AND named_on <= day
    ORDER BY id DESC LIMIT 1
$$;
COMMENT ON FUNCTION violations_stand_in(uuid, text, date) IS
    'The account that was named last for a subject and step, if the naming holds on the day.';

CREATE FUNCTION violations_is_turn(wanted bigint, step text, account bigint, day date)
RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    agency uuid;
    subject uuid;
    role_name text := violations_turn(wanted, step, day);
BEGIN
    SELECT kase.public_id, house.public_id INTO subject, agency FROM violations_case kase
    LEFT JOIN agencies_agency house ON house.id = kase.agency_id WHERE kase.id = wanted;
    IF NOT violations_is_free(wanted, step, account) THEN
        RETURN false;
    END IF;
    IF role_name = 'stand_in' THEN
        RETURN coalesce(account = violations_stand_in(subject, step, day), false);
    END IF;
    RETURN accounts_holds(
        account, role_name,
        CASE WHEN role_name IN ('agency_manager', 'agency_appeal') THEN agency END, day);
END $$;

CREATE OR REPLACE FUNCTION violations_guard_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    step text := CASE WHEN NEW.forum IN ('appeal', 'judgment') THEN 'appeal' ELSE 'decision' END;
BEGIN
    IF NOT violations_is_turn(NEW.case_id, step, NEW.decided_by, NEW.decided_on)
       AND NOT accounts_nobodys(NEW.decided_by, TG_RELID) THEN
        PERFORM violations_refuse('This case is not decided by who holds no role for it.');
    END IF;
    RETURN NEW;
END $$;
DROP FUNCTION violations_is_turn(violations_case, text, bigint, date);
DROP FUNCTION violations_has_appeal_decider(violations_case, date);

CREATE FUNCTION violations_guard_naming() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_holds(NEW.named_by, 'deputy', NULL, NEW.named_on) THEN
        PERFORM violations_refuse('A stand-in is named by the deputy.');
    END IF;
    IF NOT accounts_holds(NEW.member_id, 'committee_member', NULL, NEW.named_on)
       OR accounts_same_person(NEW.member_id, NEW.named_by) THEN
        PERFORM violations_refuse('A stand-in is another person, a member of the committee.');
    END IF;
    IF length(NEW.reason) < 40 THEN
        PERFORM violations_refuse('A stand-in is named with reasons.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_standin_naming BEFORE INSERT ON violations_standin
    FOR EACH ROW EXECUTE FUNCTION violations_guard_naming();
ALTER TABLE violations_standin ENABLE ALWAYS TRIGGER violations_standin_naming;

CREATE FUNCTION violations_guard_naming_of_case() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO kase FROM violations_case WHERE public_id = NEW.subject_id;
    IF NOT FOUND OR NOT (CASE NEW.step
        WHEN 'decision' THEN kase.state IN ('defended', 'defence_lapsed', 'scheduled')
        ELSE kase.state = 'appealed' END) THEN
        PERFORM violations_refuse('A stand-in is named for what waits to be decided.');
    END IF;
    IF violations_turn(kase.id, NEW.step, NEW.named_on) <> 'stand_in' THEN
        PERFORM violations_refuse('Somebody whose turn it is is free to decide.');
    END IF;
    IF NOT violations_is_free(kase.id, NEW.step, NEW.member_id)
       OR violations_reported(kase.id, NEW.named_by) THEN
        PERFORM violations_refuse('Nobody who had a part in the case names or is named.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_standin_of_case BEFORE INSERT ON violations_standin
    FOR EACH ROW WHEN (NEW.step IN ('decision', 'appeal'))
    EXECUTE FUNCTION violations_guard_naming_of_case();
ALTER TABLE violations_standin ENABLE ALWAYS TRIGGER violations_standin_of_case;

CREATE TRIGGER violations_standin_sealed BEFORE UPDATE ON violations_standin
    FOR EACH ROW EXECUTE FUNCTION violations_seal('{}');
CREATE TRIGGER violations_standin_kept BEFORE DELETE ON violations_standin
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_standin ENABLE ALWAYS TRIGGER violations_standin_sealed;
ALTER TABLE violations_standin ENABLE ALWAYS TRIGGER violations_standin_kept;
SELECT pishkhan_guard_days('violations_standin', 'named_on');
"""

BACKWARD = r"""
DROP TRIGGER violations_standin_not_ahead ON violations_standin;
DROP TRIGGER violations_standin_kept ON violations_standin;
DROP TRIGGER violations_standin_sealed ON violations_standin;
DROP TRIGGER violations_standin_of_case ON violations_standin;
DROP FUNCTION violations_guard_naming_of_case();
DROP TRIGGER violations_standin_naming ON violations_standin;
DROP FUNCTION violations_guard_naming();

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

CREATE OR REPLACE FUNCTION violations_guard_turn() RETURNS trigger
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
DROP FUNCTION violations_is_turn(bigint, text, bigint, date);
DROP FUNCTION violations_stand_in(uuid, text, date);
DROP FUNCTION violations_turn(bigint, text, date);
DROP FUNCTION violations_has_free(bigint, text, text, uuid, date);
DROP FUNCTION violations_is_free(bigint, text, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0021_stand_ins"),
        ("accounts", "0008_holders_of_roles"),
        ("core", "0002_days_not_ahead"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

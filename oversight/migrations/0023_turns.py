"""
Whose turn a review is: the agency's free managers, its free second signatory, the named member.

Suspending and ending stay the own agency's manager's act; the decision is their proof.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION oversight_has_free(wanted bigint, role_name text, scope uuid, day date)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM accounts_rolegrant held
        JOIN accounts_user holder ON holder.id = held.user_id
        WHERE held.role = role_name AND held.scope_id = scope AND holder.is_active
          AND held.starts_on <= day AND (held.ends_on IS NULL OR held.ends_on >= day)
          AND NOT oversight_reported(wanted, held.user_id)
    )
$$;

CREATE FUNCTION oversight_house(wanted bigint) RETURNS uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT agency.public_id FROM oversight_terminationreview review
    JOIN contracts_contract contract ON contract.id = review.contract_id
    JOIN agencies_agency agency ON agency.id = contract.agency_id
    WHERE review.id = wanted
$$;

CREATE FUNCTION oversight_turn(wanted bigint, day date) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE
        WHEN oversight_has_free(wanted, 'agency_manager', oversight_house(wanted), day)
            THEN 'agency_manager'
        WHEN oversight_has_free(wanted, 'agency_appeal', oversight_house(wanted), day)
            THEN 'agency_appeal'
        ELSE 'stand_in' END
$$;
COMMENT ON FUNCTION oversight_turn(bigint, date) IS
    'The role whose free holders decide a review, or stand_in where nobody of those is free.';

CREATE FUNCTION oversight_is_turn(wanted bigint, account bigint, day date)
RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    role_name text := oversight_turn(wanted, day);
BEGIN
    IF oversight_reported(wanted, account) THEN
        RETURN false;
    END IF;
    IF role_name = 'stand_in' THEN
        RETURN coalesce(account = (
            SELECT violations_stand_in(public_id, 'review', day)
            FROM oversight_terminationreview WHERE id = wanted), false);
    END IF;
    RETURN accounts_holds(account, role_name, oversight_house(wanted), day);
END $$;

CREATE OR REPLACE FUNCTION oversight_guard_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF oversight_is_turn(NEW.id, NEW.decided_by, NEW.decided_on) IS NOT TRUE
       AND NOT accounts_nobodys(NEW.decided_by, TG_RELID) THEN
        PERFORM oversight_refuse('A review is decided by the contract''s own agency''s manager.');
    END IF;
    RETURN NEW;
END $$;
DROP FUNCTION oversight_is_turn(oversight_terminationreview, bigint, date);

CREATE FUNCTION oversight_guard_naming() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    review oversight_terminationreview;
BEGIN
    SELECT * INTO review FROM oversight_terminationreview WHERE public_id = NEW.subject_id;
    IF NOT FOUND OR review.state NOT IN ('heard', 'escalated') OR review.heard_on IS NULL THEN
        PERFORM oversight_refuse('A stand-in is named for what waits to be decided.');
    END IF;
    IF oversight_turn(review.id, NEW.named_on) <> 'stand_in' THEN
        PERFORM oversight_refuse('Somebody whose turn it is is free to decide.');
    END IF;
    IF oversight_reported(review.id, NEW.member_id)
       OR oversight_reported(review.id, NEW.named_by) THEN
        PERFORM oversight_refuse('Nobody who had a part in the review names or is named.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER oversight_standin_of_review BEFORE INSERT ON violations_standin
    FOR EACH ROW WHEN (NEW.step = 'review') EXECUTE FUNCTION oversight_guard_naming();
ALTER TABLE violations_standin ENABLE ALWAYS TRIGGER oversight_standin_of_review;
"""

BACKWARD = r"""
DROP TRIGGER oversight_standin_of_review ON violations_standin;
DROP FUNCTION oversight_guard_naming();

CREATE FUNCTION oversight_is_turn(review oversight_terminationreview, account bigint, day date)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT accounts_holds(account, 'agency_manager', agency.public_id, day)
    FROM contracts_contract contract
    JOIN agencies_agency agency ON agency.id = contract.agency_id
    WHERE contract.id = review.contract_id
$$;

CREATE OR REPLACE FUNCTION oversight_guard_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF oversight_is_turn(NEW, NEW.decided_by, NEW.decided_on) IS NOT TRUE
       AND NOT accounts_nobodys(NEW.decided_by, TG_RELID) THEN
        PERFORM oversight_refuse('A review is decided by the contract''s own agency''s manager.');
    END IF;
    RETURN NEW;
END $$;
DROP FUNCTION oversight_is_turn(bigint, bigint, date);
DROP FUNCTION oversight_turn(bigint, date);
DROP FUNCTION oversight_house(bigint);
DROP FUNCTION oversight_has_free(bigint, text, uuid, date);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0022_whose_review"),
        ("violations", "0022_turns"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

-- Which role decides a review on a day: the agency's free managers, then its free second
-- signatory, then the stand-in (docs/adr/0014-stand-ins.md).
--
-- To suspend or end the contract stays an act of its own agency's manager; the decision is the
-- proof.

CREATE OR REPLACE FUNCTION oversight_is_turn(wanted bigint, account bigint, day date)
RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    role_name text := oversight_turn(wanted, day);
BEGIN
    IF oversight_had_part(wanted, account) THEN
        RETURN false;
    END IF;
    IF role_name = 'stand_in' THEN
        RETURN coalesce(account = (
            SELECT violations_stand_in(public_id, 'review', day)
            FROM oversight_terminationreview WHERE id = wanted), false);
    END IF;
    RETURN accounts_holds(account, role_name, oversight_house(wanted), day);
END $$;

-- The last day on which the office may contest an answer that was entered in its name, unless it
-- has written itself on a later day (`oversight.facts.papers.contest_ends`).
CREATE OR REPLACE FUNCTION oversight_contest_ends(review oversight_terminationreview) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT workdays_due('window_after_entry', max(paper.in_force_on), review.county_id)
    FROM oversight_reviewpaper paper
    WHERE paper.review_id = review.id AND paper.kind = 'answer' AND paper.contested_on IS NULL
    HAVING max(paper.in_force_on) >= coalesce(review.statement_on, '-infinity')
$$;

CREATE OR REPLACE FUNCTION oversight_guard_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF oversight_contest_ends(NEW) >= NEW.decided_on AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM oversight_refuse(
            'Nothing is decided on a paper while the office may contest it.');
    END IF;
    IF oversight_is_turn(NEW.id, NEW.decided_by, NEW.decided_on) IS NOT TRUE
       AND NOT accounts_nobodys(NEW.decided_by, TG_RELID) THEN
        PERFORM oversight_refuse('A review is decided by the contract''s own agency''s manager.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the flow, whose message
-- says more.
CREATE OR REPLACE TRIGGER oversight_review_turn BEFORE UPDATE ON oversight_terminationreview
    FOR EACH ROW WHEN (NEW.state = 'decided' AND OLD.state <> 'decided')
    EXECUTE FUNCTION oversight_guard_turn();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_turn;

CREATE OR REPLACE FUNCTION oversight_has_free(wanted bigint, role_name text, scope uuid, day date)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM accounts_rolegrant held
        JOIN accounts_user holder ON holder.id = held.user_id
        WHERE held.role = role_name AND held.scope_id = scope AND holder.is_active
          AND accounts_in_force(held.starts_on, held.ends_on, held.ended_at, accounts_moment(day))
          AND NOT oversight_had_part(wanted, held.user_id)
    )
$$;

CREATE OR REPLACE FUNCTION oversight_house(wanted bigint) RETURNS uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT agency.public_id FROM oversight_terminationreview review
    JOIN contracts_contract contract ON contract.id = review.contract_id
    JOIN agencies_agency agency ON agency.id = contract.agency_id
    WHERE review.id = wanted
$$;

CREATE OR REPLACE FUNCTION oversight_turn(wanted bigint, day date) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp COST 100000 AS $$
    SELECT CASE
        WHEN oversight_has_free(wanted, 'agency_manager', oversight_house(wanted), day)
            THEN 'agency_manager'
        WHEN oversight_has_free(wanted, 'agency_appeal', oversight_house(wanted), day)
            THEN 'agency_appeal'
        ELSE 'stand_in' END
$$;
COMMENT ON FUNCTION oversight_turn(bigint, date) IS
    'The role whose free holders decide a review, or stand_in where nobody of those is free.';

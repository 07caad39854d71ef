-- Which role decides a case or an objection on a day (docs/adr/0014-stand-ins.md).
--
-- - Decision: the free managers of the case's own agency, then its free second signatory, then
--   the stand-in that the deputy named. In the licence track: the committee's chair, then the
--   stand-in.
--   Nobody decides a case anew, or its objection, who decided or sat in it before a judgment sent
--   it back.
-- - Objection: the agency's free second signatory (not in the licence track), then the committee's
--   chair, then the stand-in.
-- - Judgment of a court: whoever decides objections, at last the secretariat. Nobody is named for
--   it, and a secretariat may record it that triaged or served the case; a reporter never may, nor
--   who stood back or holds or runs the office.

CREATE OR REPLACE FUNCTION violations_is_turn(wanted bigint, step text, account bigint, day date)
RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    agency uuid;
    subject uuid;
    role_name text := violations_turn(wanted, step, day);
BEGIN
    SELECT kase.public_id, house.public_id INTO subject, agency FROM violations_case kase
    LEFT JOIN agencies_agency house ON house.id = kase.agency_id WHERE kase.id = wanted;
    IF role_name = 'secretariat' THEN
        RETURN NOT violations_reported(wanted, account)
            AND NOT violations_stood_back(wanted, account)
            AND NOT violations_has_interest(wanted, account)
            AND accounts_holds(account, role_name, NULL, day);
    END IF;
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
    step text := CASE WHEN NEW.forum IN ('appeal', 'judgment') THEN NEW.forum ELSE 'decision' END;
BEGIN
    IF NOT violations_is_turn(NEW.case_id, step, NEW.decided_by, NEW.decided_on)
       AND NOT accounts_nobodys(NEW.decided_by, TG_RELID) THEN
        PERFORM violations_refuse('This case is not decided by who holds no role for it.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guards of four eyes, whose
-- message says more.
CREATE OR REPLACE TRIGGER violations_decision_turn BEFORE INSERT ON violations_decision
    FOR EACH ROW EXECUTE FUNCTION violations_guard_turn();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_turn;

CREATE OR REPLACE FUNCTION violations_is_free(wanted bigint, step text, account bigint)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT violations_reported(wanted, account)
        AND NOT violations_stood_back(wanted, account)
        AND NOT violations_has_interest(wanted, account)
        AND NOT violations_entered_paper(wanted, account)
        AND (step NOT IN ('decision', 'appeal') OR NOT violations_decided_before(wanted, account))
        AND (step <> 'judgment' OR NOT violations_decided_objection(wanted, account))
        AND (step NOT IN ('appeal', 'judgment') OR NOT violations_took_part(wanted, account))
$$;

CREATE OR REPLACE FUNCTION violations_has_free(
    wanted bigint, step text, role_name text, scope uuid, day date
) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM accounts_rolegrant held
        JOIN accounts_user holder ON holder.id = held.user_id
        WHERE held.role = role_name AND held.scope_id IS NOT DISTINCT FROM scope
          AND holder.is_active
          AND accounts_in_force(held.starts_on, held.ends_on, held.ended_at, accounts_moment(day))
          AND violations_is_free(wanted, step, held.user_id)
    )
$$;

CREATE OR REPLACE FUNCTION violations_turn(wanted bigint, step text, day date) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp COST 100000 AS $$
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
    RETURN CASE step WHEN 'judgment' THEN 'secretariat' ELSE 'stand_in' END;
END $$;
COMMENT ON FUNCTION violations_turn(bigint, text, date) IS
    'The role whose free holders decide a case (step decision) or its objection (step appeal).';

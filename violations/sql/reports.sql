-- The moves of a report; nobody triages a report of their own, under any account.

CREATE OR REPLACE FUNCTION violations_guard_report() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'submitted' OR NEW.version <> 1 THEN
            PERFORM violations_refuse('A report starts as submitted.');
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (
        ('submitted', 'accepted'),
        ('submitted', 'duplicate'),
        ('submitted', 'referred'),
        ('submitted', 'rejected'),
        ('submitted', 'returned'),
        ('submitted', 'withdrawn'),
        ('returned', 'submitted'),
        ('returned', 'withdrawn')
    ) THEN
        PERFORM violations_refuse(
            format('A report does not go from %s to %s.', OLD.state, NEW.state));
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
        PERFORM violations_refuse('Each move of a report counts its version up by one.');
    END IF;
    IF NEW.state IN ('returned', 'accepted', 'rejected', 'duplicate', 'referred') THEN
        IF NEW.triaged_by IS NULL OR NEW.triaged_on IS NULL THEN
            PERFORM violations_refuse('A report is triaged by somebody, on some day.');
        END IF;
        IF NEW.triaged_by = NEW.reporter_id THEN
            PERFORM violations_refuse('Nobody triages the own report.');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_report_flow
    BEFORE INSERT OR UPDATE ON violations_violationreport
    FOR EACH ROW EXECUTE FUNCTION violations_guard_report();
ALTER TABLE violations_violationreport ENABLE ALWAYS TRIGGER violations_report_flow;

-- Whose turn it is to weigh a report of the contract track: its agency's free managers, then its
-- free second signatory, then the secretariat. Nobody is free who reported it, stood back from the
-- office's contracts with the agency, or holds or runs the office.
CREATE OR REPLACE FUNCTION violations_triage_turn(wanted bigint, day date) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp COST 100000 AS $$
DECLARE
    report violations_violationreport;
    house uuid;
    role_name text;
BEGIN
    SELECT * INTO STRICT report FROM violations_violationreport WHERE id = wanted;
    SELECT public_id INTO house FROM agencies_agency WHERE id = report.agency_id;
    FOREACH role_name IN ARRAY '{agency_manager,agency_appeal}'::text[] LOOP
        IF EXISTS (
            SELECT FROM accounts_rolegrant held
            JOIN accounts_user holder ON holder.id = held.user_id
            WHERE held.role = role_name AND held.scope_id = house AND holder.is_active
              AND accounts_in_force(
                  held.starts_on, held.ends_on, held.ended_at, accounts_moment(day))
              AND NOT accounts_same_person(held.user_id, report.reporter_id)
              AND NOT contracts_stood_back(report.agency_id, report.office_id, held.user_id)
              AND NOT offices_has_interest(report.office_id, held.user_id)
        ) THEN
            RETURN role_name;
        END IF;
    END LOOP;
    RETURN 'secretariat';
END $$;
COMMENT ON FUNCTION violations_triage_turn(bigint, date) IS
    'The role whose free holders weigh a report of the contract track.';

CREATE OR REPLACE FUNCTION violations_weighs(
    report violations_violationreport, account bigint, day date
) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    track text;
    role_name text;
BEGIN
    SELECT kind.track INTO STRICT track FROM violations_violationtype kind
    WHERE id = report.type_id;
    IF track <> 'contract' AND accounts_holds(account, 'secretariat', NULL, day) THEN
        RETURN true;
    END IF;
    IF track = 'licence' OR track = 'both' AND report.contract_id IS NULL THEN
        RETURN false;
    END IF;
    role_name := violations_triage_turn(report.id, day);
    RETURN accounts_holds(account, role_name, CASE WHEN role_name <> 'secretariat' THEN (
        SELECT public_id FROM agencies_agency WHERE id = report.agency_id) END, day);
END $$;

-- Persons are compared: whoever has two accounts is one person.
CREATE OR REPLACE FUNCTION violations_guard_weigher() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_same_person(NEW.triaged_by, NEW.reporter_id) THEN
        PERFORM violations_refuse('Nobody triages the own report.');
    END IF;
    IF contracts_stood_back(NEW.agency_id, NEW.office_id, NEW.triaged_by) THEN
        PERFORM violations_refuse('Who stood back from an office triages no report on it.');
    END IF;
    IF offices_has_interest(NEW.office_id, NEW.triaged_by) THEN
        PERFORM violations_refuse('Who holds or runs the office acts for no other side.');
    END IF;
    IF NOT violations_weighs(NEW, NEW.triaged_by, NEW.triaged_on)
       AND NOT accounts_nobodys(NEW.triaged_by, TG_RELID) THEN
        PERFORM violations_refuse('A report is weighed by those whose turn it is.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the flow, whose message
-- says more.
CREATE OR REPLACE TRIGGER violations_report_weighed
    BEFORE UPDATE OF state, triaged_by ON violations_violationreport
    FOR EACH ROW WHEN (NEW.triaged_by IS NOT NULL
        AND NEW.state IN ('returned', 'accepted', 'rejected', 'duplicate', 'referred')
        AND (NEW.state, NEW.triaged_by) IS DISTINCT FROM (OLD.state, OLD.triaged_by))
    EXECUTE FUNCTION violations_guard_weigher();
ALTER TABLE violations_violationreport ENABLE ALWAYS TRIGGER violations_report_weighed;

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

-- Persons are compared: whoever has two accounts is one person.
CREATE OR REPLACE FUNCTION violations_guard_weigher() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_same_person(NEW.triaged_by, NEW.reporter_id) THEN
        PERFORM violations_refuse('Nobody triages the own report.');
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

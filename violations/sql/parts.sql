-- Parts of a case: each is added with an event about it (audit/sql/parts.sql).

SELECT audit_watch_part('violations_pointentry', '{INSERT}', 'violations.case',
    'case_id>violations_case');
SELECT audit_watch_part('violations_casereport', '{INSERT}', 'violations.case',
    'case_id>violations_case', 'violations.violationreport',
    'report_id>violations_violationreport');

-- An entry has the points of its case.
CREATE OR REPLACE FUNCTION violations_guard_counted_points() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM violations_case WHERE id = NEW.case_id AND points = NEW.points
    ) THEN
        PERFORM violations_refuse('An entry has the points of its case.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_pointentry_of_case BEFORE INSERT ON violations_pointentry
    FOR EACH ROW WHEN (NEW.reverses_id IS NULL)
    EXECUTE FUNCTION violations_guard_counted_points();
ALTER TABLE violations_pointentry ENABLE ALWAYS TRIGGER violations_pointentry_of_case;

-- What an office has to put right is asked for before its case is closed.
CREATE OR REPLACE FUNCTION violations_guard_asked_correction() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND EXISTS (
        SELECT FROM violations_case WHERE id = NEW.case_id AND state = 'closed'
    ) THEN
        PERFORM violations_refuse('A closed case asks for no correction.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_correctiveaction_open
    BEFORE INSERT ON violations_correctiveaction
    FOR EACH ROW EXECUTE FUNCTION violations_guard_asked_correction();
ALTER TABLE violations_correctiveaction ENABLE ALWAYS TRIGGER violations_correctiveaction_open;

-- What a flag counts and a review leans on: written with an event about them, and of their office
-- (audit/sql/parts.sql).

SELECT audit_watch_part('oversight_flag_cases', '{INSERT}', 'oversight.flag',
    'flag_id>oversight_flag');
SELECT audit_watch_part('oversight_terminationreview_flags', '{INSERT}',
    'oversight.terminationreview', 'terminationreview_id>oversight_terminationreview');

CREATE OR REPLACE FUNCTION oversight_guard_counted_case() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND EXISTS (
        SELECT FROM oversight_flag flag, violations_case kase
        WHERE flag.id = NEW.flag_id AND kase.id = NEW.case_id
          AND flag.office_id IS DISTINCT FROM kase.office_id
          AND (flag.office_id IS NOT NULL OR flag.agency_id IS DISTINCT FROM kase.agency_id)
    ) THEN
        PERFORM oversight_refuse('A flag counts cases of its own office or agency.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_flag_cases_own BEFORE INSERT ON oversight_flag_cases
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_counted_case();
ALTER TABLE oversight_flag_cases ENABLE ALWAYS TRIGGER oversight_flag_cases_own;

CREATE OR REPLACE FUNCTION oversight_guard_own_flag() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM oversight_terminationreview review, oversight_flag flag
        WHERE review.id = NEW.terminationreview_id AND flag.id = NEW.flag_id
          AND flag.office_id = review.office_id
    ) THEN
        PERFORM oversight_refuse('A review leans on flags of its own office.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_terminationreview_flags_own
    BEFORE INSERT ON oversight_terminationreview_flags
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_own_flag();
ALTER TABLE oversight_terminationreview_flags
    ENABLE ALWAYS TRIGGER oversight_terminationreview_flags_own;

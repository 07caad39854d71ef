-- Who stood back from a case without being called to a session: written once, of today, by a person
-- of the side that keeps the case.

CREATE OR REPLACE TRIGGER violations_recusal_sealed BEFORE UPDATE ON violations_recusal
    FOR EACH ROW EXECUTE FUNCTION violations_seal('{}');
ALTER TABLE violations_recusal ENABLE ALWAYS TRIGGER violations_recusal_sealed;

CREATE OR REPLACE TRIGGER violations_recusal_kept BEFORE DELETE ON violations_recusal
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_recusal ENABLE ALWAYS TRIGGER violations_recusal_kept;

CREATE OR REPLACE TRIGGER violations_recusal_whole BEFORE TRUNCATE ON violations_recusal
    FOR EACH STATEMENT EXECUTE FUNCTION violations_keep_whole();
ALTER TABLE violations_recusal ENABLE ALWAYS TRIGGER violations_recusal_whole;

SELECT pishkhan_guard_days('violations_recusal', 'stood_back_on');
SELECT audit_watch('violations_recusal', 'violations.case', 'case_id>violations_case', '{}',
    '{INSERT}');

-- Nobody stands back in the name of another: that would bar a decider from the case.
CREATE OR REPLACE FUNCTION violations_guard_recusal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
    agency uuid;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.stood_back_on <> pishkhan_today() THEN
        PERFORM violations_refuse('A recusal is of the day of its writing.');
    END IF;
    IF coalesce(current_setting('app.user_id', true), '') NOT IN ('', NEW.user_id::text) THEN
        PERFORM violations_refuse('Nobody stands back in the name of another.');
    END IF;
    SELECT * INTO kase FROM violations_case WHERE id = NEW.case_id;
    SELECT public_id INTO agency FROM agencies_agency WHERE id = kase.agency_id;
    IF NOT accounts_holds(NEW.user_id, NEW.role, agency, NEW.stood_back_on)
       AND NOT accounts_holds(NEW.user_id, NEW.role, NULL, NEW.stood_back_on) THEN
        PERFORM violations_refuse('Who stands back holds the role in which they would act.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_recusal_own BEFORE INSERT ON violations_recusal
    FOR EACH ROW EXECUTE FUNCTION violations_guard_recusal();
ALTER TABLE violations_recusal ENABLE ALWAYS TRIGGER violations_recusal_own;

-- As the notes on a case: of its agency and county (violations/sql/row_policies.sql).
ALTER TABLE violations_recusal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON violations_recusal;
CREATE POLICY tenant ON violations_recusal USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM violations_case kase WHERE kase.id = violations_recusal.case_id AND (
            (kase.track = 'contract' AND kase.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[]))))
            OR kase.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
        ) OFFSET 0
    )
);

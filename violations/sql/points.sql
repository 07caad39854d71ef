-- Points come from final proven cases only, and are reversed exactly.

CREATE OR REPLACE FUNCTION violations_guard_points() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
    earlier violations_pointentry;
BEGIN
    IF NEW.reverses_id IS NULL THEN
        SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
        IF kase.state NOT IN ('final', 'closed') OR kase.outcome <> 'proven'
           OR kase.office_id <> NEW.office_id OR kase.holder_id <> NEW.holder_id
           OR NEW.effective_on < kase.final_on THEN
            PERFORM violations_refuse('Only a final proven case has points.');
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO STRICT earlier FROM violations_pointentry WHERE id = NEW.reverses_id;
    IF (NEW.case_id, NEW.office_id, NEW.holder_id, NEW.points, NEW.expires_on)
       <> (earlier.case_id, earlier.office_id, earlier.holder_id, -earlier.points,
           earlier.expires_on) THEN
        PERFORM violations_refuse('A reversal takes away exactly what was given.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_pointentry_due BEFORE INSERT ON violations_pointentry
    FOR EACH ROW EXECUTE FUNCTION violations_guard_points();
ALTER TABLE violations_pointentry ENABLE ALWAYS TRIGGER violations_pointentry_due;

CREATE OR REPLACE FUNCTION violations_guard_reversal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM violations_case WHERE id = NEW.case_id AND outcome = 'proven'
    ) THEN
        PERFORM violations_refuse('Points are taken back when the case is proven no more.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_pointentry_annulled BEFORE INSERT ON violations_pointentry
    FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL)
    EXECUTE FUNCTION violations_guard_reversal();
ALTER TABLE violations_pointentry ENABLE ALWAYS TRIGGER violations_pointentry_annulled;

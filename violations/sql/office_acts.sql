-- What an office does in the portal is done by its own operator: it reads a notice, answers and
-- objects. What comes on paper has its own guards (paper_entries, paper_days).

CREATE OR REPLACE FUNCTION violations_is_operator(of_case bigint, account bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT accounts_holds_at(account, 'operator', house.public_id, pishkhan_now())
    FROM violations_case kase JOIN offices_office house ON house.id = kase.office_id
    WHERE kase.id = of_case
$$;

CREATE OR REPLACE FUNCTION violations_guard_office_act() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written jsonb := to_jsonb(NEW);
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND violations_is_operator(
        NEW.case_id, (written ->> TG_ARGV[0])::bigint) IS NOT TRUE THEN
        PERFORM violations_refuse('In the portal an office acts by its own operator.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_defence_portal BEFORE INSERT ON violations_defence
    FOR EACH ROW WHEN (NOT NEW.is_paper) EXECUTE FUNCTION violations_guard_office_act('written_by');
ALTER TABLE violations_defence ENABLE ALWAYS TRIGGER violations_defence_portal;

CREATE OR REPLACE TRIGGER violations_appeal_portal BEFORE INSERT ON violations_appeal
    FOR EACH ROW WHEN (NOT NEW.is_paper) EXECUTE FUNCTION violations_guard_office_act('filed_by');
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_portal;

-- A notice read in the portal leans on the row of its acknowledgement: the operator's own event,
-- and the dispatch of its letter, of the same day. One from before letters were kept has none.
CREATE OR REPLACE FUNCTION violations_guard_read() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF NOT audit_done_by('violations.case', kase.public_id::text, ARRAY[
            'case.notice_served operator@office_id>offices_office',
            'case.summons_served operator@office_id>offices_office'], to_jsonb(kase))
       OR (EXISTS (SELECT FROM notices_letter WHERE number = NEW.letter_no) AND NOT EXISTS (
            SELECT FROM notices_dispatch dispatch
            JOIN notices_letter letter ON letter.id = dispatch.letter_id
            WHERE letter.subject_id = kase.public_id AND dispatch.channel = 'portal'
              AND dispatch.proven_on = NEW.served_on
              AND violations_is_operator(kase.id, dispatch.recorded_by)))
    THEN
        PERFORM violations_refuse('A notice is read in the portal by its office''s operator.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS violations_notice_read ON violations_notice;
CREATE CONSTRAINT TRIGGER violations_notice_read AFTER UPDATE ON violations_notice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        OLD.served_on IS NULL AND NEW.served_on IS NOT NULL AND NEW.channel = 'portal'
    )
    EXECUTE FUNCTION violations_guard_read();
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER violations_notice_read;

-- A notice is issued with its numbered letter.
CREATE OR REPLACE FUNCTION violations_guard_lettered() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM notices_letter letter
        JOIN violations_case kase ON kase.public_id = letter.subject_id
        WHERE kase.id = NEW.case_id AND letter.number = NEW.letter_no
    ) THEN
        PERFORM violations_refuse('A notice is issued with its letter.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS violations_notice_lettered ON violations_notice;
CREATE CONSTRAINT TRIGGER violations_notice_lettered AFTER INSERT ON violations_notice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION violations_guard_lettered();
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER violations_notice_lettered;

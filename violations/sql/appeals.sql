-- Objections: received within the window, contested after finality, decided once.

-- An objection on paper that was received within its window may be entered after finality
-- (docs/adr/0036-late-paper.md).
CREATE OR REPLACE FUNCTION violations_guard_objection() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF NEW.result <> '' OR NEW.decided_on IS NOT NULL THEN
        PERFORM violations_refuse('An objection is not filed as decided.');
    END IF;
    IF kase.appeal_due_on IS NULL OR NEW.filed_on > kase.appeal_due_on
       OR NEW.filed_on < kase.decided_on THEN
        PERFORM violations_refuse('An objection is filed in its window.');
    END IF;
    IF kase.state <> 'decided' AND NOT (
        -- The office's own takes the place of one that was entered in its name from paper.
        NOT NEW.is_paper AND kase.state = 'appealed' AND EXISTS (
            SELECT FROM violations_appeal
            WHERE case_id = kase.id AND round_no = kase.round_no AND is_paper
              AND contested_on IS NOT NULL)
    ) AND NOT (
        NEW.is_paper AND kase.state IN ('final', 'closed') AND kase.outcome = 'proven'
        AND kase.final_on > kase.appeal_due_on
    ) THEN
        PERFORM violations_refuse('The case is not in a state for an objection.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_appeal_in_window BEFORE INSERT ON violations_appeal
    FOR EACH ROW EXECUTE FUNCTION violations_guard_objection();
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_in_window;

-- A final case with a late objection stays final and is contested: nothing rests on it until the
-- objection is decided and its result served.
CREATE OR REPLACE FUNCTION violations_guard_contested() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.is_contested <> EXISTS (
        SELECT FROM violations_appeal
        WHERE case_id = NEW.id AND round_no = NEW.round_no
          AND is_paper AND decided_on IS NULL AND contested_on IS NULL
    ) OR NEW.state NOT IN ('final', 'closed') THEN
        PERFORM violations_refuse(
            'A final case is contested by an objection on paper, until that is decided.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_begun_contested BEFORE INSERT ON violations_case
    FOR EACH ROW WHEN (NEW.is_contested) EXECUTE FUNCTION violations_guard_contested();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_begun_contested;

CREATE OR REPLACE TRIGGER violations_case_contested BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (NEW.is_contested IS DISTINCT FROM OLD.is_contested)
    EXECUTE FUNCTION violations_guard_contested();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_contested;

-- An objection is over with the decision on it, and then stays.
CREATE OR REPLACE FUNCTION violations_guard_result() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.result <> '' THEN
        PERFORM violations_refuse('An objection that was decided stays so.');
    END IF;
    IF NOT EXISTS (
        SELECT FROM violations_decision decision
        WHERE decision.case_id = NEW.case_id AND decision.forum = 'appeal'
          AND decision.round_no = NEW.round_no AND decision.decided_on = NEW.decided_on
          AND (NEW.result <> 'annulled' OR decision.outcome <> 'proven')
    ) THEN
        PERFORM violations_refuse('An objection has a result by the decision on it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_appeal_decided BEFORE UPDATE ON violations_appeal
    FOR EACH ROW
    WHEN (OLD.result <> NEW.result OR OLD.decided_on IS DISTINCT FROM NEW.decided_on)
    EXECUTE FUNCTION violations_guard_result();
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_decided;

-- An objection on paper is contested once, by the office, before it is decided; the case goes back
-- to its window, which leaves the office time from then.
CREATE OR REPLACE FUNCTION violations_guard_contested_objection() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    office uuid;
    kase violations_case;
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    SELECT public_id INTO STRICT office FROM offices_office WHERE id = kase.office_id;
    IF OLD.contested_on IS NOT NULL OR NEW.contested_on IS NULL OR NOT NEW.is_paper THEN
        PERFORM violations_refuse('A paper is contested once.');
    END IF;
    IF NEW.result <> '' OR NEW.round_no <> kase.round_no
       OR NOT (kase.state = 'appealed' OR kase.is_contested) THEN
        PERFORM violations_refuse('An objection is contested before it is decided.');
    END IF;
    IF accounts_holds(NEW.contested_by, 'operator', office, NEW.contested_on) IS NOT TRUE
       AND NOT accounts_nobodys(NEW.contested_by, TG_RELID) THEN
        PERFORM violations_refuse('A paper is contested by the office.');
    END IF;
    IF NEW.contested_on <> pishkhan_today() AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM violations_refuse('An objection is contested on its day.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_appeal_contested BEFORE UPDATE ON violations_appeal
    FOR EACH ROW WHEN (
        (NEW.contested_on, NEW.contested_by, NEW.contested_by_name, NEW.contest_reason)
        IS DISTINCT FROM
        (OLD.contested_on, OLD.contested_by, OLD.contested_by_name, OLD.contest_reason)
    )
    EXECUTE FUNCTION violations_guard_contested_objection();
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_contested;

CREATE OR REPLACE FUNCTION violations_guard_objected_no_more() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day date;
BEGIN
    SELECT max(contested_on) INTO day FROM violations_appeal
    WHERE case_id = NEW.id AND round_no = NEW.round_no;
    IF day IS NULL OR EXISTS (
        SELECT FROM violations_appeal
        WHERE case_id = NEW.id AND round_no = NEW.round_no AND contested_on IS NULL
    ) THEN
        PERFORM violations_refuse('A case is objected to until its objection is decided.');
    END IF;
    IF NOT accounts_is_loader(TG_RELID) AND NOT coalesce(
        NEW.appeal_due_on >= workdays_due('window_after_entry', day, NEW.county_id), false) THEN
        PERFORM violations_refuse('A window leaves the office time after it can see it.');
    END IF;
    IF NOT accounts_is_loader(TG_RELID) THEN
        PERFORM workdays_check_latest(NEW.appeal_due_on, GREATEST(
            OLD.appeal_due_on, workdays_due('window_after_entry', day, NEW.county_id)));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_objected_no_more BEFORE UPDATE OF state
    ON violations_case FOR EACH ROW WHEN (OLD.state = 'appealed' AND NEW.state = 'decided')
    EXECUTE FUNCTION violations_guard_objected_no_more();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_objected_no_more;

-- A picture that the office contested comes again from the office alone: what lies in a case with a
-- contested objection is not entered again by others (violations.actions.appeals).
CREATE OR REPLACE FUNCTION violations_guard_contested_picture() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    office uuid;
BEGIN
    IF NOT EXISTS (
        SELECT FROM violations_appeal WHERE case_id = NEW.case_id AND contested_on IS NOT NULL
    ) OR NOT EXISTS (
        SELECT FROM violations_evidence
        WHERE case_id = NEW.case_id AND sha256 = NEW.sha256 AND id <> NEW.id
    ) THEN
        RETURN NEW;
    END IF;
    SELECT place.public_id INTO office FROM violations_case kase
    JOIN offices_office place ON place.id = kase.office_id WHERE kase.id = NEW.case_id;
    IF accounts_holds(NEW.uploaded_by, 'operator', office,
        (NEW.uploaded_at AT TIME ZONE 'Asia/Tehran')::date) IS NOT TRUE THEN
        PERFORM violations_refuse('A picture that the office contested is not entered again.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_evidence_new_contested BEFORE INSERT ON violations_evidence
    FOR EACH ROW WHEN (NEW.case_id IS NOT NULL AND NEW.kind = 'appeal')
    EXECUTE FUNCTION violations_guard_contested_picture();
ALTER TABLE violations_evidence ENABLE ALWAYS TRIGGER violations_evidence_new_contested;
CREATE OR REPLACE TRIGGER violations_evidence_contested BEFORE UPDATE ON violations_evidence
    FOR EACH ROW WHEN (
        NEW.case_id IS NOT NULL AND OLD.case_id IS NULL AND NEW.kind = 'appeal'
    )
    EXECUTE FUNCTION violations_guard_contested_picture();
ALTER TABLE violations_evidence ENABLE ALWAYS TRIGGER violations_evidence_contested;

-- Papers of reviews and duties: entered with their sealed scan by who may, never changed, and put
-- in force by a second person where their day lies back
-- (docs/adr/0073-papers-of-reviews-and-duties.md).

-- What is entered stays. It takes effect once, is contested once, and once its duty is reopened.
CREATE OR REPLACE FUNCTION oversight_keep_paper() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    later text[] := '{in_force_on,contested_on,contested_by,contested_by_name,contest_reason,
        reopened_on,updated_at}';
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    name text;
BEGIN
    IF TG_OP = 'DELETE' OR before - later IS DISTINCT FROM after - later THEN
        PERFORM oversight_refuse('A paper that was entered stays as it is.');
    END IF;
    FOREACH name IN ARRAY later LOOP
        IF name <> 'updated_at' AND coalesce(before ->> name, '') <> ''
           AND before -> name IS DISTINCT FROM after -> name THEN
            PERFORM oversight_refuse('A paper that was entered stays as it is.');
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_reviewpaper_kept
    BEFORE UPDATE OR DELETE ON oversight_reviewpaper
    FOR EACH ROW EXECUTE FUNCTION oversight_keep_paper();
ALTER TABLE oversight_reviewpaper ENABLE ALWAYS TRIGGER oversight_reviewpaper_kept;
CREATE OR REPLACE TRIGGER oversight_dutypaper_kept BEFORE UPDATE OR DELETE ON oversight_dutypaper
    FOR EACH ROW EXECUTE FUNCTION oversight_keep_paper();
ALTER TABLE oversight_dutypaper ENABLE ALWAYS TRIGGER oversight_dutypaper_kept;
CREATE OR REPLACE TRIGGER oversight_reviewpaper_whole BEFORE TRUNCATE ON oversight_reviewpaper
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_reviewpaper ENABLE ALWAYS TRIGGER oversight_reviewpaper_whole;
CREATE OR REPLACE TRIGGER oversight_dutypaper_whole BEFORE TRUNCATE ON oversight_dutypaper
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_dutypaper ENABLE ALWAYS TRIGGER oversight_dutypaper_whole;

-- Days are those of the server; a document has a number, and a scan with its seal.
CREATE OR REPLACE FUNCTION oversight_check_paper(
    table_id oid, entered_on date, in_force_on date, seal text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF seal !~ '^[0-9a-f]{64}$' THEN
        PERFORM oversight_refuse('A paper is entered with its sealed scan.');
    END IF;
    IF NOT accounts_is_loader(table_id) AND (entered_on <> pishkhan_today()
        OR in_force_on IS NOT NULL AND in_force_on <> entered_on) THEN
        PERFORM oversight_refuse('A paper is entered on the day.');
    END IF;
END $$;

-- An answer is entered while the review is open, by nobody who decides it, and is no paper that the
-- office contested. A judgment is about a decision that was not carried out.
CREATE OR REPLACE FUNCTION oversight_guard_review_paper() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held oversight_terminationreview;
    house uuid := oversight_house(NEW.review_id);
    is_nobody boolean := accounts_nobodys(NEW.entered_by, TG_RELID);
BEGIN
    PERFORM oversight_check_paper(TG_RELID, NEW.entered_on, NEW.in_force_on, NEW.scan_sha256);
    SELECT * INTO held FROM oversight_terminationreview WHERE id = NEW.review_id FOR SHARE;
    IF NEW.document_no !~ '[0-9۰-۹٠-٩]' OR NEW.document_on > NEW.entered_on THEN
        PERFORM oversight_refuse('A paper has its number and its day.');
    END IF;
    IF NEW.kind = 'judgment' THEN
        IF held.state <> 'decided' OR NEW.document_on < held.decided_on OR EXISTS (
            SELECT FROM contracts_endingproof
            WHERE kind = 'decided_review' AND source_id = held.public_id) THEN
            PERFORM oversight_refuse('A judgment is about a decision that is not carried out.');
        END IF;
        IF accounts_same_person(NEW.entered_by, held.decided_by) OR NOT is_nobody
           AND NOT accounts_holds(NEW.entered_by, 'secretariat', NULL, NEW.entered_on)
           AND NOT accounts_holds(NEW.entered_by, 'agency_appeal', house, NEW.entered_on) THEN
            PERFORM oversight_refuse(
                'A judgment is recorded by the second signatory or the secretariat.');
        END IF;
        RETURN NEW;
    END IF;
    IF held.state NOT IN ('open', 'heard', 'escalated') OR held.served_on IS NULL
       OR NEW.document_on < held.served_on THEN
        PERFORM oversight_refuse('An answer on paper comes after the service of the notice.');
    END IF;
    IF NOT is_nobody AND (
        oversight_is_turn(NEW.review_id, NEW.entered_by, NEW.entered_on) IS TRUE
        OR oversight_stood_back(NEW.review_id, NEW.entered_by)
        OR NOT accounts_holds(NEW.entered_by, 'secretariat', NULL, NEW.entered_on)
           AND NOT accounts_holds(NEW.entered_by, 'agency_clerk', house, NEW.entered_on)) THEN
        PERFORM oversight_refuse('Nobody who decides enters the office''s paper.');
    END IF;
    IF EXISTS (
        SELECT FROM oversight_reviewpaper other
        JOIN oversight_terminationreview review ON review.id = other.review_id
        WHERE review.office_id = held.office_id AND other.contested_on IS NOT NULL
          AND other.scan_sha256 = NEW.scan_sha256
    ) THEN
        PERFORM oversight_refuse('The office contested this very paper.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_reviewpaper_entered BEFORE INSERT ON oversight_reviewpaper
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_review_paper();
ALTER TABLE oversight_reviewpaper ENABLE ALWAYS TRIGGER oversight_reviewpaper_entered;

CREATE OR REPLACE FUNCTION oversight_guard_duty_paper() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM oversight_check_paper(TG_RELID, NEW.entered_on, NEW.in_force_on, NEW.scan_sha256);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_dutypaper_entered BEFORE INSERT ON oversight_dutypaper
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_duty_paper();
ALTER TABLE oversight_dutypaper ENABLE ALWAYS TRIGGER oversight_dutypaper_entered;

-- Only the office contests, before its review is decided.
CREATE OR REPLACE FUNCTION oversight_guard_contest() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM oversight_terminationreview review
        JOIN offices_office office ON office.id = review.office_id
        WHERE review.id = NEW.review_id AND review.state IN ('open', 'heard', 'escalated')
          AND (accounts_holds(NEW.contested_by, 'operator', office.public_id, NEW.contested_on)
              OR accounts_nobodys(NEW.contested_by, TG_RELID))
    ) THEN
        PERFORM oversight_refuse('The office contests its paper before the decision.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_reviewpaper_contested BEFORE UPDATE ON oversight_reviewpaper
    FOR EACH ROW WHEN (OLD.contested_on IS NULL AND NEW.contested_on IS NOT NULL)
    EXECUTE FUNCTION oversight_guard_contest();
ALTER TABLE oversight_reviewpaper ENABLE ALWAYS TRIGGER oversight_reviewpaper_contested;

-- Whether the deputy confirmed a paper of an earlier day; true for one that needs nobody.
CREATE OR REPLACE FUNCTION oversight_is_confirmed(
    wanted_act text, subject uuid, paper uuid, entered_on date, document_on date, county bigint
) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT entered_on <= public.workdays_due('paper_entry', document_on, county) OR EXISTS (
        SELECT FROM public.approvals_pendingact act
        WHERE act.act = wanted_act AND act.target_id = subject AND act.state = 'confirmed'
          AND act.arguments @> jsonb_build_object('paper', paper)
          AND public.accounts_holds_at(act.decided_by, 'deputy', NULL, act.decided_at))
$$;

-- Asked at the end of the transaction, when the pending act is decided: who confirmed a paper of an
-- earlier day, and that a judgment in force leaves its review void.
CREATE OR REPLACE FUNCTION oversight_guard_review_paper_force() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held oversight_terminationreview;
BEGIN
    SELECT * INTO held FROM oversight_terminationreview WHERE id = NEW.review_id;
    IF NOT accounts_is_loader(TG_RELID) AND NOT oversight_is_confirmed(
        CASE NEW.kind WHEN 'judgment' THEN 'review.record-judgment'
            ELSE 'review.enter-answer' END,
        held.public_id, NEW.public_id, NEW.entered_on, NEW.document_on, held.county_id) THEN
        PERFORM oversight_refuse('A paper of an earlier day is confirmed by the deputy.');
    END IF;
    IF NEW.kind = 'judgment' AND held.state <> 'superseded' THEN
        PERFORM oversight_refuse('A review whose decision was annulled is void.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS oversight_reviewpaper_in_force ON oversight_reviewpaper;
CREATE CONSTRAINT TRIGGER oversight_reviewpaper_in_force
    AFTER INSERT OR UPDATE ON oversight_reviewpaper
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.in_force_on IS NOT NULL)
    EXECUTE FUNCTION oversight_guard_review_paper_force();
ALTER TABLE oversight_reviewpaper ENABLE ALWAYS TRIGGER oversight_reviewpaper_in_force;

-- Whether a refusal has its document: sealed, in force on its day, and of no earlier refusal.
CREATE OR REPLACE FUNCTION oversight_has_paper(duty oversight_duty) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.oversight_dutypaper paper
        WHERE paper.duty_id = duty.id AND paper.code = duty.refusal_code
          AND paper.in_force_on = duty.ended_on AND paper.reopened_on IS NULL)
$$;

-- At the end of the transaction: an order of a court of an earlier day is confirmed by the deputy.
CREATE OR REPLACE FUNCTION oversight_guard_order_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    county bigint := coalesce(
        (SELECT county_id FROM violations_case WHERE id = NEW.case_id),
        (SELECT county_id FROM oversight_terminationreview WHERE id = NEW.review_id),
        (SELECT county_id FROM contracts_contract WHERE id = NEW.contract_id));
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM oversight_dutypaper paper
        WHERE paper.duty_id = NEW.id AND paper.in_force_on = NEW.ended_on
          AND oversight_is_confirmed('duty.refuse', NEW.public_id, paper.public_id,
              paper.entered_on, NEW.refusal_document_on, county)
    ) THEN
        PERFORM oversight_refuse('A paper of an earlier day is confirmed by the deputy.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS oversight_duty_order_day ON oversight_duty;
CREATE CONSTRAINT TRIGGER oversight_duty_order_day AFTER UPDATE ON oversight_duty
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state = 'refused' AND OLD.state <> 'refused' AND NEW.refusal_code = 'court')
    EXECUTE FUNCTION oversight_guard_order_day();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_order_day;

-- A scan is stored with an event that names its seal.
SELECT audit_ask_seal('oversight_reviewpaper', 'true', 'oversight.terminationreview',
    'review_id>oversight_terminationreview', 'scan_sha256');
SELECT audit_ask_seal('oversight_dutypaper', 'true', 'oversight.duty',
    'duty_id>oversight_duty', 'scan_sha256');
SELECT pishkhan_fix('oversight_reviewpaper', 'public_id', 'created_at');
SELECT pishkhan_fix('oversight_dutypaper', 'public_id', 'created_at');
SELECT pishkhan_guard_days('oversight_reviewpaper', 'document_on', 'entered_on', 'in_force_on',
    'contested_on');
SELECT pishkhan_guard_days('oversight_dutypaper', 'document_on', 'entered_on', 'in_force_on',
    'reopened_on');
SELECT accounts_ask('oversight_dutypaper', 'entered_by', 'entered_on',
    'agency_manager@duty_id>oversight_duty.agency_id>agencies_agency',
    'agency_appeal@duty_id>oversight_duty.agency_id>agencies_agency');

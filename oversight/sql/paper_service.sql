-- The service of a review's notice: entered when, proven by what, and by whom where it is late.
--
-- The role that serves people writes the day of entry by the clock of the server; only the loader
-- of samples and tests writes of past days.

-- The time to answer has the length of its rule from the day of service, or that of
-- `window_after_entry` from the day on which a service on paper was entered, or confirmed by a
-- second person, since the office can see it from then: the later of both days.
CREATE OR REPLACE FUNCTION oversight_enter_service() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    NEW.service_entered_on := pishkhan_today();
    IF NEW.hearing_due_on < workdays_due('review_hearing', NEW.served_on, NEW.county_id) THEN
        PERFORM oversight_refuse('The time to answer has the whole length of its rule.');
    END IF;
    IF NEW.served_on < NEW.service_entered_on AND NEW.hearing_due_on < workdays_due(
        'window_after_entry', NEW.service_entered_on, NEW.county_id) THEN
        PERFORM oversight_refuse('A window leaves the office time after it can see it.');
    END IF;
    PERFORM workdays_check_latest(NEW.hearing_due_on, workdays_after_entry(
        workdays_due('review_hearing', NEW.served_on, NEW.county_id),
        NEW.served_on, NEW.service_entered_on, NEW.county_id));
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_review_service_entered
    BEFORE UPDATE ON oversight_terminationreview
    FOR EACH ROW WHEN (OLD.served_on IS NULL AND NEW.served_on IS NOT NULL)
    EXECUTE FUNCTION oversight_enter_service();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_service_entered;

CREATE OR REPLACE FUNCTION oversight_keep_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM oversight_refuse('The day on which a service was entered stays with the service.');
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_review_under_entry
    BEFORE UPDATE ON oversight_terminationreview
    FOR EACH ROW WHEN (
        NEW.service_entered_on IS DISTINCT FROM OLD.service_entered_on
        AND NEW.served_on IS NOT DISTINCT FROM OLD.served_on
    )
    EXECUTE FUNCTION oversight_keep_entry();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_under_entry;

-- Asked at the end of the transaction, when receipt and pending act are written. Nobody enters a
-- receipt who stood back from a case that the review counts; nobody confirms who reported one, or
-- stood back from it.
CREATE OR REPLACE FUNCTION oversight_guard_service() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    letter_kind text := 'review.hearing';
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    IF contracts_is_read_in_portal(letter_kind, NEW.public_id, NEW.office_id, NEW.served_on) THEN
        IF NEW.served_on <> NEW.service_entered_on THEN
            PERFORM oversight_refuse('An office reads a notice in the portal on the day.');
        END IF;
        IF NOT audit_done_by('oversight.terminationreview', NEW.public_id::text, ARRAY[
            'review.served operator@office_id>offices_office',
            'review.answered operator@office_id>offices_office'], to_jsonb(NEW)) THEN
            PERFORM oversight_refuse('In the portal an office acts by its own operator.');
        END IF;
        RETURN NULL;
    END IF;
    IF NOT contracts_has_sealed_receipt(letter_kind, NEW.public_id, NEW.served_on) THEN
        PERFORM oversight_refuse('A service on paper has its sealed receipt.');
    END IF;
    IF NOT EXISTS (
        SELECT FROM notices_dispatch dispatch
        JOIN notices_letter letter ON letter.id = dispatch.letter_id
        WHERE letter.kind = letter_kind AND letter.subject_id = NEW.public_id
          AND dispatch.channel = 'paper' AND dispatch.proven_on = NEW.served_on
          AND NOT oversight_stood_back(NEW.id, dispatch.recorded_by)
    ) THEN
        PERFORM oversight_refuse('Nobody enters a receipt who stood back from a case that counts.');
    END IF;
    IF NEW.service_entered_on > workdays_due('paper_entry', NEW.served_on, NEW.county_id)
       AND NOT EXISTS (
        SELECT FROM contracts_service_confirmers(
            'review.serve', 'oversight.terminationreview', NEW.public_id, NEW.agency_id,
            jsonb_build_object('day', NEW.served_on::text, 'text', NEW.service_proof)
        ) AS confirmer
        WHERE NOT oversight_had_part(NEW.id, confirmer)
    ) THEN
        PERFORM oversight_refuse('A paper of an earlier day is confirmed by a second person.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS oversight_review_service_proven ON oversight_terminationreview;
CREATE CONSTRAINT TRIGGER oversight_review_service_proven
    AFTER UPDATE ON oversight_terminationreview
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.served_on IS NULL AND NEW.served_on IS NOT NULL)
    EXECUTE FUNCTION oversight_guard_service();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_service_proven;

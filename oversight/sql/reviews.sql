-- The moves of a termination review; both of its days move only with their receipts.

CREATE OR REPLACE FUNCTION oversight_guard_review() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    name text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' OR NEW.served_on IS NOT NULL OR NEW.heard_on IS NOT NULL THEN
            PERFORM oversight_refuse('A review starts open and unheard.');
        END IF;
        IF NOT accounts_is_loader(TG_RELID) AND NEW.decision_due_on < (
            SELECT workdays_body_due('agency_action', NEW.opened_on, seat_id, kind)
            FROM agencies_agency WHERE id = NEW.agency_id) THEN
            PERFORM oversight_refuse('A window has the whole length of its rule.');
        END IF;
        IF NOT accounts_is_loader(TG_RELID) THEN
            PERFORM workdays_check_latest(NEW.decision_due_on, (
                SELECT workdays_body_due('agency_action', NEW.opened_on, seat_id, kind)
                FROM agencies_agency WHERE id = NEW.agency_id));
        END IF;
        RETURN NEW;
    END IF;
    FOREACH name IN ARRAY ARRAY[
        'number', 'contract_id', 'office_id', 'agency_id', 'county_id', 'opened_on',
        'calendar_version'
    ] LOOP
        IF before -> name IS DISTINCT FROM after -> name THEN
            PERFORM oversight_refuse(format('%s of a review is not changed.', name));
        END IF;
    END LOOP;
    FOREACH name IN ARRAY ARRAY[
        'issued_on', 'issued_by', 'served_on', 'service_proof', 'statement_on', 'statement_by',
        'statement_by_name', 'heard_on', 'escalated_on', 'outcome', 'reasons',
        'plan', 'plan_due_on', 'suspension_days', 'decided_on', 'decided_by', 'decided_by_name',
        'closed_on'
    ] LOOP
        IF coalesce(before ->> name, '') <> ''
           AND before -> name IS DISTINCT FROM after -> name THEN
            PERFORM oversight_refuse(format('%s of a review is recorded once.', name));
        END IF;
    END LOOP;
    -- An answer is completed while the time to answer runs; what was written stays.
    IF OLD.statement <> '' AND NEW.statement <> OLD.statement AND (
        OLD.heard_on IS NOT NULL OR NOT starts_with(NEW.statement, OLD.statement)
    ) THEN
        PERFORM oversight_refuse('statement of a review is recorded once.');
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (
        ('open', 'heard'),
        ('open', 'escalated'),
        ('open', 'superseded'),
        ('heard', 'decided'),
        ('heard', 'escalated'),
        ('heard', 'superseded'),
        ('escalated', 'decided'),
        ('escalated', 'superseded'),
        ('decided', 'closed'),
        ('decided', 'superseded')
    ) THEN
        PERFORM oversight_refuse(
            format('A review does not go from %s to %s.', OLD.state, NEW.state));
    END IF;
    IF NEW.version <> OLD.version + 1 THEN
        PERFORM oversight_refuse('Each move of a review counts its version up by one.');
    END IF;
    IF NEW.state = 'decided' THEN
        IF NEW.served_on IS NULL OR NEW.heard_on IS NULL THEN
            PERFORM oversight_refuse('A review is decided after the office was heard.');
        END IF;
        IF NEW.decided_on <= NEW.hearing_due_on AND NOT EXISTS (
            SELECT 1 FROM contracts_waiver
            WHERE "window" = 'review_hearing' AND subject_id = NEW.public_id
              AND office_id = NEW.office_id
        ) THEN
            PERFORM oversight_refuse(
                'The office may answer: its time is not over, and it has not ended it.');
        END IF;
        IF length(NEW.reasons) < 100 THEN
            PERFORM oversight_refuse('A review is decided with reasons.');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_review_flow
    BEFORE INSERT OR UPDATE ON oversight_terminationreview
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_review();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_flow;

-- On which day the office's time to answer ends in this statement, so that the agency's time to
-- decide begins: its last day with the service, or the day on which the office itself ended it.
CREATE OR REPLACE FUNCTION oversight_decides_from(
    before oversight_terminationreview, after oversight_terminationreview
) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE
        WHEN before.served_on IS NULL AND after.served_on IS NOT NULL THEN after.hearing_due_on
        WHEN before.heard_on IS NULL AND after.heard_on IS NOT NULL THEN (
            SELECT max(given_on) FROM public.contracts_waiver
            WHERE "window" = 'review_hearing' AND subject_id = after.public_id
              AND office_id = after.office_id)
    END
$$;

-- The agency has the whole length of its rule to decide, after the office's time to answer: a late
-- service takes none of it.
CREATE OR REPLACE FUNCTION oversight_guard_decision_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    begins_on date := oversight_decides_from(OLD, NEW);
BEGIN
    IF begins_on IS NOT NULL THEN
        IF NOT accounts_is_loader(TG_RELID) AND NEW.decision_due_on < (
            SELECT workdays_body_due('agency_action', begins_on, seat_id, kind)
            FROM agencies_agency WHERE id = NEW.agency_id) THEN
            PERFORM oversight_refuse('A window has the whole length of its rule.');
        END IF;
        IF NOT accounts_is_loader(TG_RELID) THEN
            PERFORM workdays_check_latest(NEW.decision_due_on, (
                SELECT workdays_body_due('agency_action', begins_on, seat_id, kind)
                FROM agencies_agency WHERE id = NEW.agency_id));
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.decision_due_on = OLD.decision_due_on THEN
        RETURN NEW;
    END IF;
    IF OLD.state NOT IN ('open', 'heard', 'escalated') OR NOT workdays_moved(
        CASE WHEN NEW.served_on IS NULL THEN 'review.service' ELSE 'review.decision' END,
        NEW.public_id, OLD.decision_due_on, NEW.decision_due_on
    ) THEN
        PERFORM oversight_refuse('The time to decide a review moves with a receipt only.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_review_decision_day BEFORE UPDATE ON oversight_terminationreview
    FOR EACH ROW WHEN (
        (NEW.decision_due_on, NEW.served_on, NEW.heard_on)
        IS DISTINCT FROM (OLD.decision_due_on, OLD.served_on, OLD.heard_on)
    )
    EXECUTE FUNCTION oversight_guard_decision_day();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_decision_day;

-- A review takes up no flag after its notice was served: the office was asked about the others.
CREATE OR REPLACE FUNCTION oversight_guard_joined() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE served date;
BEGIN
    -- Locked, so that the notice is not served meanwhile.
    SELECT review.served_on INTO served FROM oversight_terminationreview review
    WHERE review.id = NEW.terminationreview_id FOR SHARE;
    IF served IS NOT NULL THEN
        PERFORM oversight_refuse('A review takes up no flag after its notice was served.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_review_flags_asked
    BEFORE INSERT ON oversight_terminationreview_flags
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_joined();
ALTER TABLE oversight_terminationreview_flags ENABLE ALWAYS TRIGGER oversight_review_flags_asked;

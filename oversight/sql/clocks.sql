-- The clocks of reviews and duties end on their days (workdays/sql/tied.sql).

SELECT workdays_tie(clock, record, ends_in, is_computed) FROM (VALUES
    ('duty', 'oversight_duty', 'due_on', false),
    ('review.decision', 'oversight_terminationreview', 'decision_due_on', false),
    ('review.hearing', 'oversight_terminationreview', 'hearing_due_on', true),
    ('review.paper_service', 'oversight_terminationreview', 'notice_paper_due_on', true),
    ('review.service', 'oversight_terminationreview', 'decision_due_on', false)
) AS tied (clock, record, ends_in, is_computed);

-- One column of a review is two clocks: until its service the notice is to be served, from then on
-- it is to be decided. A duty without a clock of its own ends with what it follows.
SELECT workdays_keep(
    'review.service,review.decision', 'oversight_terminationreview', 'decision_due_on');

-- The period of a duty with a clock of its own is that of its rule from the day on which it begins,
-- by the days of the agency's seat, or of the case where the committee owes it
-- (`oversight.facts.duties.deadlines_of`).
CREATE OR REPLACE FUNCTION oversight_own_due(duty oversight_duty) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT public.workdays_body_due(
        CASE duty.kind WHEN 'reinstate' THEN 'reinstatement'
            WHEN 'carry_out' THEN 'review_execution' WHEN 'terminate' THEN 'notice_execution'
            ELSE 'agency_action' END,
        duty.starts_on,
        CASE WHEN duty.agency_id IS NULL THEN (
            SELECT county_id FROM public.violations_case WHERE id = duty.case_id)
        ELSE (SELECT seat_id FROM public.agencies_agency WHERE id = duty.agency_id) END,
        coalesce((SELECT kind FROM public.agencies_agency WHERE id = duty.agency_id), ''))
$$;
COMMENT ON FUNCTION oversight_own_due(oversight_duty) IS
    'The end of the period of a duty that has a clock of its own.';

CREATE OR REPLACE FUNCTION oversight_guard_own_due() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) OR NEW.due_on = oversight_own_due(NEW)
       OR NEW.kind = 'review' AND NEW.due_on = oversight_finding_due(NEW) THEN
        RETURN NEW;
    END IF;
    PERFORM oversight_refuse('The period of a duty is that of its rule.');
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_duty_own_due BEFORE UPDATE ON oversight_duty
    FOR EACH ROW WHEN (OLD.due_on IS NULL AND NEW.due_on IS NOT NULL
        AND NEW.kind IN ('serve', 'reinstate', 'carry_out', 'terminate', 'review'))
    EXECUTE FUNCTION oversight_guard_own_due();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_own_due;
CREATE OR REPLACE TRIGGER oversight_duty_own_due_new BEFORE INSERT ON oversight_duty
    FOR EACH ROW WHEN (NEW.due_on IS NOT NULL
        AND NEW.kind IN ('serve', 'reinstate', 'carry_out', 'terminate', 'review'))
    EXECUTE FUNCTION oversight_guard_own_due();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_own_due_new;

-- It is kept with its computation, as other windows are (workdays/sql/tied.sql).
DROP TRIGGER IF EXISTS kept_own_duty ON oversight_duty;
CREATE CONSTRAINT TRIGGER kept_own_duty AFTER UPDATE ON oversight_duty
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.due_on IS NOT NULL AND NEW.due_on IS DISTINCT FROM OLD.due_on
        AND NEW.kind IN ('serve', 'reinstate', 'carry_out', 'terminate'))
    EXECUTE FUNCTION workdays_guard_is_kept('duty', 'due_on');
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER kept_own_duty;

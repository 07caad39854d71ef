-- Who keeps the calendar gives the own body time only with a second person
-- (docs/adr/0079-own-time.md).

-- Whether a deadline is that of a step which the province's secretariat and committee owe: of the
-- licence track, and not a window of the office.
CREATE OR REPLACE FUNCTION violations_owed_by_province(clock text, subject uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE
        WHEN clock = 'report.triage' THEN EXISTS (
            SELECT FROM public.violations_violationreport report
            JOIN public.violations_violationtype kind ON kind.id = report.type_id
            WHERE report.public_id = subject AND kind.track = 'licence')
        WHEN clock = 'case.verification' THEN EXISTS (
            SELECT FROM public.violations_correctiveaction part
            JOIN public.violations_case kase ON kase.id = part.case_id
            WHERE part.public_id = subject AND kase.track = 'licence')
        WHEN clock = 'case.paper_service' THEN EXISTS (
            SELECT FROM public.violations_notice notice
            JOIN public.violations_case kase ON kase.id = notice.case_id
            WHERE notice.public_id = subject AND kase.track = 'licence')
        WHEN clock IN ('case.service', 'case.decision', 'case.decision_service',
            'case.result_service', 'case.appeal_decision', 'case.execution', 'case.closing')
        THEN EXISTS (
            SELECT FROM public.violations_case
            WHERE public_id = subject AND track = 'licence')
        ELSE false END
$$;
COMMENT ON FUNCTION violations_owed_by_province(text, uuid) IS
    'Whether a deadline is of a step that the secretariat and the committee owe.';

CREATE OR REPLACE FUNCTION violations_guard_own_time() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    entered workdays_calendarday;
    kept workdays_keptdeadline;
    doer bigint;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO STRICT kept FROM workdays_keptdeadline WHERE id = NEW.deadline_id;
    IF NOT violations_owed_by_province(kept.clock, kept.subject_id) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO STRICT entered FROM workdays_calendarday WHERE id = NEW.day_id;
    doer := coalesce(entered.withdrawn_by, entered.confirmed_by_id);
    IF accounts_holds_at(doer, 'secretariat', NULL, pishkhan_now()) IS NOT TRUE THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM approvals_pendingact asked
        WHERE asked.act IN ('day.enter', 'day.confirm', 'day.withdraw')
          AND asked.state = 'confirmed' AND asked.arguments->>'day' = entered.date::text
          AND violations_entered(asked.decided_at)
            = coalesce(entered.withdrawn_on, entered.confirmed_on)
          AND accounts_same_person(asked.decided_by, doer)
          AND NOT coalesce(accounts_same_person(asked.decided_by, asked.proposed_by), true)
    ) THEN
        PERFORM violations_refuse('Time for the own body is confirmed by a second person.');
    END IF;
    RETURN NULL;
END $$;

-- Asked at the end of the transaction, when the act is decided.
DROP TRIGGER IF EXISTS violations_own_time ON workdays_deadlinemove;
CREATE CONSTRAINT TRIGGER violations_own_time
    AFTER INSERT ON workdays_deadlinemove DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (
        NEW.cause IN ('calendar', 'withdrawal') AND NEW.day_id IS NOT NULL
        AND NEW.new_on > NEW.old_on
    )
    EXECUTE FUNCTION violations_guard_own_time();
ALTER TABLE workdays_deadlinemove ENABLE ALWAYS TRIGGER violations_own_time;

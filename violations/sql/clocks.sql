-- The clocks of reports, cases and what belongs to them end on their days, which are
-- computed (workdays/sql/tied.sql); whoever asks a correction may name its day.

SELECT workdays_tie(clock, record, ends_in, is_computed) FROM (VALUES
    ('appeal.contest', 'violations_appeal', 'contest_until', true),
    ('case.appeal', 'violations_case', 'appeal_due_on', true),
    ('case.appeal_decision', 'violations_case', 'appeal_decision_due_on', true),
    ('case.closing', 'violations_case', 'closing_due_on', true),
    ('case.correction', 'violations_correctiveaction', 'due_on', false),
    ('case.decision', 'violations_case', 'decision_due_on', true),
    ('case.decision_service', 'violations_case', 'decision_serve_due_on', true),
    ('case.defence', 'violations_case', 'defence_due_on', true),
    ('case.execution', 'violations_case', 'execution_due_on', true),
    ('case.paper_service', 'violations_notice', 'paper_due_on', true),
    ('case.result_service', 'violations_case', 'result_serve_due_on', true),
    ('case.service', 'violations_case', 'serve_due_on', true),
    ('case.verification', 'violations_correctiveaction', 'verify_due_on', true),
    ('defence.contest', 'violations_defence', 'contest_until', true),
    ('report.triage', 'violations_violationreport', 'triage_due_on', true),
    ('session.absence', 'violations_sessionseat', 'contest_until', true),
    ('session.signature', 'violations_sessionseat', 'refusal_due_on', true)
) AS tied (clock, record, ends_in, is_computed);

-- The days to cure are those of the violation type, from finality on.
CREATE OR REPLACE FUNCTION violations_guard_cure() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM violations_correctiveaction correction
        JOIN violations_case kase ON kase.id = correction.case_id
        JOIN violations_violationtype kind ON kind.id = kase.type_id
        WHERE correction.public_id = NEW.subject_id AND NEW.starts_on = kase.final_on
          AND (NEW.unit, NEW.amount) = ('day', kind.cure_days)
    ) THEN
        PERFORM violations_refuse('A window has the whole length of its rule.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS violations_keptdeadline_cure ON workdays_keptdeadline;
CREATE CONSTRAINT TRIGGER violations_keptdeadline_cure
    AFTER INSERT OR UPDATE OF starts_on, amount, unit ON workdays_keptdeadline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.clock = 'case.correction' AND NEW.key = 'cure_period')
    EXECUTE FUNCTION violations_guard_cure();
ALTER TABLE workdays_keptdeadline ENABLE ALWAYS TRIGGER violations_keptdeadline_cure;

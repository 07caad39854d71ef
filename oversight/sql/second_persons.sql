-- Acts of the oversight that a second person confirms (approvals/sql/second_persons.sql).

SELECT approvals_allow('review.serve', 'oversight.terminationreview',
    $$SELECT agency.public_id FROM oversight_terminationreview review
        JOIN agencies_agency agency ON agency.id = review.agency_id WHERE review.public_id = $1$$,
    'case.confirm_closing agency agency_appeal agency_manager',
    'case.reopen province deputy'
);
SELECT approvals_allow('review.enter-answer', 'oversight.terminationreview', '',
    'case.reopen province deputy');
SELECT approvals_allow('review.record-judgment', 'oversight.terminationreview', '',
    'case.reopen province deputy');
SELECT approvals_allow('duty.refuse', 'oversight.duty', '',
    'case.reopen province deputy');
SELECT approvals_allow('policy.approve', 'oversight.policyversion', '',
    'policy.approve province deputy');

SELECT offices_bar_second('oversight.terminationreview',
    'SELECT office_id, NULL::bigint FROM oversight_terminationreview WHERE public_id = $1');
SELECT offices_bar_second('oversight.duty',
    'SELECT duty.office_id, kase.holder_id FROM oversight_duty duty'
    ' LEFT JOIN violations_case kase ON kase.id = duty.case_id WHERE duty.public_id = $1');

-- Nor is the service of a review decided by who reported, or stood back from, what it counts.
CREATE OR REPLACE FUNCTION oversight_guard_second() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM oversight_terminationreview review WHERE review.public_id = NEW.target_id
          AND (oversight_reported(review.id, NEW.decided_by)
            OR oversight_stood_back(review.id, NEW.decided_by))
    ) THEN
        PERFORM oversight_refuse('Who had a part in a review confirms no service of it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_pendingact_parts BEFORE UPDATE ON approvals_pendingact
    FOR EACH ROW WHEN (
        NEW.act = 'review.serve' AND OLD.state = 'pending'
        AND NEW.state IN ('confirmed', 'refused')
    )
    EXECUTE FUNCTION oversight_guard_second();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER oversight_pendingact_parts;

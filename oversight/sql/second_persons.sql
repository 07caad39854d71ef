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

-- Whether the person of an account decides a review by any account: in its turn, or by a role of
-- the agency that does.
CREATE OR REPLACE FUNCTION oversight_decides(wanted bigint, person bigint, day date)
RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    house uuid := oversight_house(wanted);
BEGIN
    RETURN EXISTS (
        SELECT FROM accounts_of(person) twin (id)
        WHERE accounts_holds(twin.id, 'agency_manager', house, day)
           OR accounts_holds(twin.id, 'agency_appeal', house, day)
           OR oversight_is_turn(wanted, twin.id, day)
    );
END $$;
COMMENT ON FUNCTION oversight_decides(bigint, bigint, date) IS
    'Whether a person decides a review, by any account, on a day.';

-- Nor is an act on a review proposed by who stood back from what it counts, or a paper of it by who
-- reported that; nor is its service decided by who reported or stood back, or the paper of its
-- office decided by who decides it.
CREATE OR REPLACE FUNCTION oversight_guard_second() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    of_review bigint;
BEGIN
    SELECT id INTO of_review FROM oversight_terminationreview WHERE public_id = NEW.target_id;
    IF TG_OP = 'INSERT' THEN
        IF oversight_stood_back(of_review, NEW.proposed_by) THEN
            PERFORM oversight_refuse(
                'Who stood back from what a review counts does nothing in it.');
        ELSIF NEW.act IN ('review.serve', 'review.enter-answer')
              AND oversight_reported(of_review, NEW.proposed_by) THEN
            PERFORM oversight_refuse('Who reported what a review counts enters no paper of it.');
        END IF;
    ELSIF NEW.act = 'review.serve' AND (oversight_reported(of_review, NEW.decided_by)
            OR oversight_stood_back(of_review, NEW.decided_by)) THEN
        PERFORM oversight_refuse('Who had a part in a review confirms no service of it.');
    ELSIF NEW.act = 'review.enter-answer' AND oversight_decides(of_review, NEW.decided_by,
            (NEW.decided_at AT TIME ZONE 'Asia/Tehran')::date) THEN
        PERFORM oversight_refuse('Who decides a review confirms no paper of its office.');
    ELSIF NEW.act = 'review.record-judgment' AND EXISTS (
        SELECT FROM oversight_terminationreview
        WHERE id = of_review AND accounts_same_person(decided_by, NEW.decided_by)
    ) THEN
        PERFORM oversight_refuse('Who decided a review confirms no judgment on it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_pendingact_parts BEFORE INSERT OR UPDATE
    ON approvals_pendingact
    FOR EACH ROW WHEN (
        NEW.target_type = 'oversight.terminationreview'
        AND NEW.state IN ('pending', 'confirmed', 'refused')
    )
    EXECUTE FUNCTION oversight_guard_second();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER oversight_pendingact_parts;

-- Nor does anybody who stood back propose on a duty: from its review, else from the contracts or
-- the case, as `oversight.acts.duties`.
CREATE OR REPLACE FUNCTION oversight_guard_duty_proposal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM oversight_duty duty WHERE duty.public_id = NEW.target_id
          AND oversight_stood_back_from(duty, NEW.proposed_by)
    ) THEN
        PERFORM oversight_refuse('Who stood back does nothing on a duty of it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_pendingact_of_duty BEFORE INSERT ON approvals_pendingact
    FOR EACH ROW WHEN (NEW.target_type = 'oversight.duty')
    EXECUTE FUNCTION oversight_guard_duty_proposal();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER oversight_pendingact_of_duty;

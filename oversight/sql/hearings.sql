-- The hearing before a review is decided: its window, its reporters and what it may lead to.

-- A review counts cases of other agencies, whose reports are closed to those who decide it. The
-- function reads all rows in the system's scope, so that the guard, the action and the page
-- agree.
CREATE OR REPLACE FUNCTION oversight_reported(wanted bigint, person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := current_setting('app.scope', true);
    answer boolean;
BEGIN
    PERFORM set_config('app.scope', 'system', true);
    answer := (
    SELECT EXISTS (
        SELECT 1 FROM oversight_terminationreview_flags joined
        JOIN oversight_flag_cases counted ON counted.flag_id = joined.flag_id
        JOIN violations_casereport part ON part.case_id = counted.case_id
        JOIN violations_violationreport report ON report.id = part.report_id
        WHERE joined.terminationreview_id = wanted
          AND accounts_same_person(report.reporter_id, person)
    )
);
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
    RETURN answer;
END $$;

-- Whether a person stood back from a case that a review counts, or from the contracts of its
-- office with its agency, read as above.
CREATE OR REPLACE FUNCTION oversight_stood_back(wanted bigint, person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := current_setting('app.scope', true);
    answer boolean;
BEGIN
    PERFORM set_config('app.scope', 'system', true);
    answer := (
    SELECT EXISTS (
        SELECT 1 FROM oversight_terminationreview_flags joined
        JOIN oversight_flag_cases counted ON counted.flag_id = joined.flag_id
        WHERE joined.terminationreview_id = wanted
          AND violations_stood_back(counted.case_id, person)
    ) OR EXISTS (
        SELECT FROM oversight_terminationreview review
        WHERE review.id = wanted
          AND contracts_stood_back(review.agency_id, review.office_id, person)
    )
);
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
    RETURN answer;
END $$;

-- Whether a person holds or runs the office of a review, read as above.
CREATE OR REPLACE FUNCTION oversight_has_interest(wanted bigint, person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := current_setting('app.scope', true);
    answer boolean;
BEGIN
    PERFORM set_config('app.scope', 'system', true);
    answer := EXISTS (
        SELECT FROM oversight_terminationreview review
        WHERE review.id = wanted AND offices_has_interest(review.office_id, person)
    );
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
    RETURN answer;
END $$;

CREATE OR REPLACE FUNCTION oversight_had_part(wanted bigint, person bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN oversight_reported(wanted, person) OR oversight_stood_back(wanted, person)
        OR oversight_has_interest(wanted, person)
        OR EXISTS (SELECT FROM oversight_reviewpaper
            WHERE review_id = wanted AND kind = 'answer' AND in_force_on IS NOT NULL
              AND contested_on IS NULL AND accounts_same_person(entered_by, person));
END $$;
COMMENT ON FUNCTION oversight_had_part(bigint, bigint) IS
    'Whether a person reported, stood back from or has an interest in it, or entered the answer.';

-- An office is heard within a window, and nobody decides who reported or stood back.
CREATE OR REPLACE FUNCTION oversight_guard_hearing() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.served_on IS NULL AND (NEW.hearing_due_on IS NOT NULL OR NEW.heard_on IS NOT NULL) THEN
        PERFORM oversight_refuse('The office is heard after the notice was served.');
    END IF;
    IF NEW.served_on IS NOT NULL
       AND (NEW.hearing_due_on IS NULL OR NEW.hearing_due_on <= NEW.served_on) THEN
        PERFORM oversight_refuse('A served review gives the office time to answer.');
    END IF;
    IF NEW.state IN ('heard', 'decided', 'closed') AND NEW.heard_on IS NULL THEN
        PERFORM oversight_refuse('A review is heard on a day.');
    END IF;
    IF NEW.heard_on IS NOT NULL AND OLD.heard_on IS NULL
       AND NEW.heard_on <= NEW.hearing_due_on AND NOT EXISTS (
        SELECT 1 FROM contracts_waiver
        WHERE "window" = 'review_hearing' AND subject_id = NEW.public_id
          AND office_id = NEW.office_id
    ) THEN
        PERFORM oversight_refuse(
            'The office may answer: its time is not over, and it has not ended it.');
    END IF;
    IF NEW.state = 'decided' AND OLD.state <> 'decided'
       AND oversight_reported(NEW.id, NEW.decided_by) THEN
        PERFORM oversight_refuse('Nobody decides on the own report.');
    END IF;
    IF NEW.state = 'decided' AND OLD.state <> 'decided'
       AND oversight_stood_back(NEW.id, NEW.decided_by) THEN
        PERFORM oversight_refuse('Nobody decides who stood back from a case that counts.');
    END IF;
    IF NEW.state = 'decided' AND OLD.state <> 'decided'
       AND oversight_has_interest(NEW.id, NEW.decided_by) THEN
        PERFORM oversight_refuse('Who holds or runs the office acts for no other side.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the flow, whose message
-- says more.
CREATE OR REPLACE TRIGGER oversight_review_heard BEFORE UPDATE ON oversight_terminationreview
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_hearing();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_heard;

-- A decided review carries the act that it was decided for, and no other.
CREATE OR REPLACE FUNCTION oversight_guard_outcome() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wanted text := CASE NEW.state WHEN 'suspended' THEN 'suspend' ELSE 'terminate' END;
    proof contracts_endingproof;
BEGIN
    SELECT * INTO proof FROM contracts_endingproof WHERE id = CASE NEW.state
        WHEN 'suspended' THEN NEW.suspension_proof_id ELSE NEW.ending_proof_id END;
    IF proof.kind = 'decided_review' AND NOT EXISTS (
        SELECT 1 FROM oversight_terminationreview review
        WHERE review.public_id = proof.source_id AND review.contract_id = NEW.id
          AND review.state IN ('decided', 'closed') AND review.outcome = wanted
    ) THEN
        PERFORM oversight_refuse(
            format('The review was not decided to %s this contract.', wanted));
    END IF;
    RETURN NEW;
END $$;

-- A contract whose termination notice is withdrawn goes back to its earlier suspension: that is
-- no new act.
CREATE OR REPLACE TRIGGER oversight_contract_reviewed BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION oversight_guard_outcome();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER oversight_contract_reviewed;

-- The office's time to answer moves only with its receipt.
CREATE OR REPLACE FUNCTION oversight_guard_hearing_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT workdays_moved('review.hearing', NEW.public_id, OLD.hearing_due_on,
                          NEW.hearing_due_on) THEN
        PERFORM oversight_refuse('A window that runs is not moved.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_review_hearing_day BEFORE UPDATE ON oversight_terminationreview
    FOR EACH ROW WHEN (
        OLD.hearing_due_on IS NOT NULL AND NEW.hearing_due_on IS DISTINCT FROM OLD.hearing_due_on
    )
    EXECUTE FUNCTION oversight_guard_hearing_day();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_hearing_day;

-- Who stood back from a case that a review counts, or holds or runs the office, enters no receipt
-- of its letters, and writes no note on it.
CREATE OR REPLACE FUNCTION oversight_guard_recused() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    reviewed bigint;
    person bigint;
BEGIN
    IF TG_TABLE_NAME = 'notices_dispatch' THEN
        person := (to_jsonb(NEW) ->> 'recorded_by')::bigint;
        SELECT review.id INTO reviewed FROM notices_letter letter
        JOIN oversight_terminationreview review ON review.public_id = letter.subject_id
        WHERE letter.id = (to_jsonb(NEW) ->> 'letter_id')::bigint
          AND letter.subject_type = 'oversight.terminationreview';
    ELSE
        person := (to_jsonb(NEW) ->> 'written_by')::bigint;
        reviewed := (to_jsonb(NEW) ->> 'review_id')::bigint;
    END IF;
    IF reviewed IS NOT NULL AND oversight_stood_back(reviewed, person) THEN
        PERFORM oversight_refuse('Who stood back from a case does nothing on a review of it.');
    END IF;
    IF reviewed IS NOT NULL AND oversight_has_interest(reviewed, person) THEN
        PERFORM oversight_refuse('Who holds or runs the office acts for no other side.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_dispatch_entered BEFORE INSERT ON notices_dispatch
    FOR EACH ROW WHEN (NEW.channel = 'paper') EXECUTE FUNCTION oversight_guard_recused();
ALTER TABLE notices_dispatch ENABLE ALWAYS TRIGGER oversight_dispatch_entered;

CREATE OR REPLACE TRIGGER oversight_reviewnote_written BEFORE INSERT ON oversight_reviewnote
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_recused();
ALTER TABLE oversight_reviewnote ENABLE ALWAYS TRIGGER oversight_reviewnote_written;

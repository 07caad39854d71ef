-- What is entered from paper in an office's name (docs/adr/0053-paper.md).
--
-- It has its scan, is entered by nobody who decides the case, and may be contested by the office.

-- Whether the person of an account is one of those whose decision a case waits, or will wait, for.
CREATE OR REPLACE FUNCTION violations_decides(wanted bigint, step text, person bigint, day date)
RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM accounts_of(person) twin (id)
        WHERE violations_is_turn(wanted, step, twin.id, day)
    );
END $$;

-- Whether a scan lies in the case and is open to its office; older rows of the loader have none.
CREATE OR REPLACE FUNCTION violations_is_scan(file bigint, wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.violations_evidence
        WHERE id = file AND case_id = wanted AND NOT is_restricted
    )
$$;

-- The reporter of a case, and who stood back from it, enter no paper of its office.
CREATE OR REPLACE FUNCTION violations_check_entrant(wanted bigint, person bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF violations_reported(wanted, person) THEN
        PERFORM violations_refuse('Who reported a case enters no paper of its office.');
    END IF;
    IF violations_stood_back(wanted, person) THEN
        PERFORM violations_refuse('Who stood back from a case does nothing more in it.');
    END IF;
    IF violations_has_interest(wanted, person) THEN
        PERFORM violations_refuse('Who holds or runs the office acts for no other side.');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION violations_guard_objection_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM violations_check_entrant(NEW.case_id, NEW.filed_by);
    IF EXISTS (
        SELECT FROM violations_decision
        WHERE case_id = NEW.case_id AND accounts_same_person(decided_by, NEW.filed_by)
    ) AND NOT accounts_nobodys(NEW.filed_by, TG_RELID) THEN
        PERFORM violations_refuse('Who decides a case enters no paper of its office.');
    END IF;
    IF NOT accounts_is_loader(TG_RELID) THEN
        PERFORM violations_check_contest(NEW.case_id, NEW.contest_until);
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_appeal_on_paper BEFORE INSERT ON violations_appeal
    FOR EACH ROW WHEN (NEW.is_paper) EXECUTE FUNCTION violations_guard_objection_entry();
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_on_paper;

-- While a paper in the office's name waits for its second person, nothing is decided, carried out
-- or closed over it (docs/adr/0074-papers-of-offices.md). What the office did itself goes on: its
-- own objection, and the end of its own window.
CREATE OR REPLACE FUNCTION violations_guard_waiting_paper() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.state = 'decided' AND NEW.state = 'final' AND EXISTS (
        SELECT FROM contracts_waiver WHERE "window" = 'appeal'
          AND subject_id = violations_objected_to(NEW) AND office_id = NEW.office_id
    ) THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT FROM approvals_pendingact
        WHERE act IN ('case.paper-defence', 'case.paper-appeal') AND state = 'pending'
          AND target_type = 'violations.case' AND target_id = NEW.public_id
    ) THEN
        PERFORM violations_refuse('A paper of the office waits for its second person.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the flow.
CREATE OR REPLACE TRIGGER violations_case_waits_for_paper BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (
        (NEW.state <> OLD.state AND NEW.round_no = OLD.round_no AND OLD.state <> 'appealed'
            AND NEW.state IN ('scheduled', 'decided', 'final', 'closed', 'closed_no_action'))
        OR (NEW.executed_on IS NOT NULL AND OLD.executed_on IS NULL)
    )
    EXECUTE FUNCTION violations_guard_waiting_paper();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_waits_for_paper;

CREATE OR REPLACE FUNCTION violations_guard_paper_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day date := (NEW.submitted_at AT TIME ZONE 'Asia/Tehran')::date;
BEGIN
    IF NEW.contested_on IS NOT NULL THEN
        PERFORM violations_refuse('A paper is contested after it was entered.');
    END IF;
    IF NOT NEW.is_paper THEN
        RETURN NEW;
    END IF;
    IF NOT violations_is_scan(NEW.scan_id, NEW.case_id)
       AND NOT (NEW.scan_id IS NULL AND accounts_is_loader(TG_RELID)) THEN
        PERFORM violations_refuse('What came on paper is entered with its scan.');
    END IF;
    IF violations_decides(NEW.case_id, 'decision', NEW.written_by, day) THEN
        PERFORM violations_refuse('Who decides a case enters no paper of its office.');
    END IF;
    PERFORM violations_check_entrant(NEW.case_id, NEW.written_by);
    IF NOT accounts_is_loader(TG_RELID) THEN
        PERFORM violations_check_contest(NEW.case_id, NEW.contest_until);
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_defence_on_paper BEFORE INSERT ON violations_defence
    FOR EACH ROW EXECUTE FUNCTION violations_guard_paper_entry();
ALTER TABLE violations_defence ENABLE ALWAYS TRIGGER violations_defence_on_paper;

-- A paper is contested once, by the office, before the case is decided.
CREATE OR REPLACE FUNCTION violations_guard_contest() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    office uuid;
    standing text;
BEGIN
    SELECT place.public_id, kase.state INTO STRICT office, standing FROM violations_case kase
    JOIN offices_office place ON place.id = kase.office_id WHERE kase.id = NEW.case_id;
    IF OLD.contested_on IS NOT NULL OR NEW.contested_on IS NULL OR NOT NEW.is_paper THEN
        PERFORM violations_refuse('A paper is contested once.');
    END IF;
    IF standing NOT IN ('notified', 'defended', 'defence_lapsed', 'scheduled') THEN
        PERFORM violations_refuse('A paper is contested before the case is decided.');
    END IF;
    IF accounts_holds(NEW.contested_by, 'operator', office, NEW.contested_on) IS NOT TRUE
       AND NOT accounts_nobodys(NEW.contested_by, TG_RELID) THEN
        PERFORM violations_refuse('A paper is contested by the office.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_defence_contested BEFORE UPDATE ON violations_defence
    FOR EACH ROW WHEN (
        (NEW.contested_on, NEW.contested_by, NEW.contested_by_name, NEW.contest_reason)
        IS DISTINCT FROM
        (OLD.contested_on, OLD.contested_by, OLD.contested_by_name, OLD.contest_reason)
    )
    EXECUTE FUNCTION violations_guard_contest();
ALTER TABLE violations_defence ENABLE ALWAYS TRIGGER violations_defence_contested;

-- A case goes back to its window, or becomes unheard after it, by a contested paper alone.
CREATE OR REPLACE FUNCTION violations_guard_unheard() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM violations_defence WHERE case_id = NEW.id AND contested_on IS NOT NULL
    ) OR EXISTS (
        SELECT FROM violations_defence
        WHERE case_id = NEW.id AND contested_on IS NULL AND NOT is_late
    ) THEN
        PERFORM violations_refuse('An office that was heard stays heard.');
    END IF;
    IF NEW.state = 'notified' AND NEW.defence_due_on < pishkhan_today()
       AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM violations_refuse('The window of the defence is over.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the flow.
CREATE OR REPLACE TRIGGER violations_case_unheard BEFORE UPDATE OF state ON violations_case
    FOR EACH ROW WHEN (
        OLD.state IN ('defended', 'scheduled') AND NEW.state IN ('notified', 'defence_lapsed')
    )
    EXECUTE FUNCTION violations_guard_unheard();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_unheard;

-- A judgment has its scan, its number and its day: it is not older than what it judges.
CREATE OR REPLACE FUNCTION violations_guard_judgment() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT violations_is_scan(NEW.scan_id, NEW.case_id)
       AND NOT (NEW.scan_id IS NULL AND accounts_is_loader(TG_RELID)) THEN
        PERFORM violations_refuse('A judgment is recorded with its scan.');
    END IF;
    IF NEW.judgment_result = '' AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM violations_refuse('A judgment annuls the decision, reduces it or sends it back.');
    END IF;
    IF NEW.document_no !~ '[0-9۰-۹٠-٩]' THEN
        PERFORM violations_refuse('A judgment has its number.');
    END IF;
    IF NEW.document_on > NEW.decided_on OR EXISTS (
        SELECT FROM violations_decision earlier
        WHERE earlier.case_id = NEW.case_id AND earlier.forum <> 'judgment'
          AND earlier.decided_on > NEW.document_on
    ) THEN
        PERFORM violations_refuse('A judgment is not older than the decision that it judges.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_decision_with_scan BEFORE INSERT ON violations_decision
    FOR EACH ROW WHEN (NEW.forum = 'judgment') EXECUTE FUNCTION violations_guard_judgment();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_with_scan;

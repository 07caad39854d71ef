-- Moves of reports and cases whose rows name nobody: the event names who moved them, and that
-- person held the role for it. Decisions, closings and reopenings name theirs.

-- A report is taken back, and completed, by who filed it; it is weighed by its own side.
SELECT audit_ask_mover('violations_violationreport', 'withdrawn', 'UPDATE',
    $$OLD.state <> 'withdrawn' AND NEW.state = 'withdrawn'$$,
    'violations.violationreport', '', 'report.withdrawn =reporter_id'
);
SELECT audit_ask_mover('violations_violationreport', 'completed', 'UPDATE',
    $$OLD.state = 'returned' AND NEW.state = 'submitted'$$,
    'violations.violationreport', '', 'report.supplemented =reporter_id'
);
SELECT audit_ask_mover('violations_violationreport', 'weighed', 'UPDATE',
    $$OLD.state <> NEW.state
        AND NEW.state IN ('returned', 'accepted', 'rejected', 'duplicate', 'referred')$$,
    'violations.violationreport', '',
    'report.returned agency_manager@agency_id>agencies_agency'
    ' agency_appeal@agency_id>agencies_agency secretariat',
    'report.accepted agency_manager@agency_id>agencies_agency'
    ' agency_appeal@agency_id>agencies_agency secretariat',
    'report.rejected agency_manager@agency_id>agencies_agency'
    ' agency_appeal@agency_id>agencies_agency secretariat',
    'report.marked_duplicate agency_manager@agency_id>agencies_agency'
    ' agency_appeal@agency_id>agencies_agency secretariat',
    'report.referred agency_manager@agency_id>agencies_agency'
    ' agency_appeal@agency_id>agencies_agency secretariat'
);

-- The window of a defence, and that of an objection, end by the clock or by the office's waiver.
SELECT audit_ask_mover('violations_case', 'lapsed', 'UPDATE',
    $$OLD.state = 'notified' AND NEW.state IN ('defended', 'defence_lapsed')$$,
    'violations.case', '', 'case.defence_lapsed system',
    'case.window_waived operator@office_id>offices_office'
);
SELECT audit_ask_mover('violations_case', 'final', 'UPDATE',
    $$OLD.state = 'decided' AND NEW.state = 'final'$$, 'violations.case', '',
    'case.became_final system', 'case.window_waived operator@office_id>offices_office'
);
SELECT audit_ask_mover('violations_case', 'scheduled', 'UPDATE',
    $$OLD.state IN ('defended', 'defence_lapsed') AND NEW.state = 'scheduled'$$,
    'violations.case', '',
    'case.scheduled agency_manager@agency_id>agencies_agency'
        ' agency_clerk@agency_id>agencies_agency secretariat'
);

-- An objection is filed by the office, or entered from paper, where the second person confirms it.
SELECT audit_ask_mover('violations_case', 'appealed', 'UPDATE',
    $$OLD.state = 'decided' AND NEW.state = 'appealed'$$, 'violations.case', '',
    'case.appealed operator@office_id>offices_office agency_manager@agency_id>agencies_agency'
        ' agency_clerk@agency_id>agencies_agency agency_appeal@agency_id>agencies_agency'
        ' secretariat committee_chair deputy'
);

CREATE OR REPLACE FUNCTION violations_guard_objected() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM violations_appeal WHERE case_id = NEW.id AND round_no = NEW.round_no
          AND decided_on IS NULL AND contested_on IS NULL
    ) THEN
        PERFORM violations_refuse('A case is objected to by an objection.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_case_objected BEFORE UPDATE OF state ON violations_case
    FOR EACH ROW WHEN (OLD.state = 'decided' AND NEW.state = 'appealed')
    EXECUTE FUNCTION violations_guard_objected();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_objected;

-- Columns that no state names: each changes with the event that says so.
SELECT audit_ask_change('violations_case', 'assignee_id', 'violations.case', '',
    'case.assigned agency_manager@agency_id>agencies_agency agency_clerk@agency_id>agencies_agency'
        ' secretariat',
    'case.hearing_recused *', 'case.recused_last *', 'case.stood_back *'
);
SELECT audit_ask_change('violations_case', 'occurrence', 'violations.case', '',
    'case.decided agency_manager@agency_id>agencies_agency agency_appeal@agency_id>agencies_agency'
        ' committee_chair committee_member',
    'case.sent_back *'
);
SELECT audit_ask_change('violations_case', 'decision_on', 'violations.case', '',
    'case.scheduled agency_manager@agency_id>agencies_agency'
        ' agency_clerk@agency_id>agencies_agency secretariat',
    'case.reopened deputy', 'case.sent_back *'
);
SELECT audit_ask_change('violations_case', 'closing_note', 'violations.case', '',
    'case.closed agency_manager@agency_id>agencies_agency secretariat system',
    'case.closed_without_action *', 'case.reopened deputy', 'case.sent_back *', 'case.reduced *',
    'case.appeal_decided *'
);
SELECT audit_ask_change('violations_case', 'is_contested', 'violations.case', '',
    'case.contested *', 'case.objection_contested operator@office_id>offices_office',
    'case.appeal_decided *', 'case.sent_back *', 'case.annulled *', 'case.reduced *'
);
SELECT audit_ask_change('violations_violationreport', 'triaged_by, triaged_on',
    'violations.violationreport', '', 'report.returned *', 'report.accepted *',
    'report.rejected *', 'report.marked_duplicate *', 'report.referred *', 'report.supplemented *'
);
SELECT audit_ask_change('violations_correctiveaction', 'done_on, done_note', 'violations.case',
    'case_id>violations_case',
    'case.correction_reported operator@case_id>violations_case.office_id>offices_office',
    'case.correction_refused *'
);
SELECT audit_ask_change('violations_correctiveaction',
    'verified_on, verified_by, verified_note, refused_on', 'violations.case',
    'case_id>violations_case', 'case.correction_verified *', 'case.correction_refused *'
);
SELECT audit_ask_change('violations_violationreport', 'referred_to', 'violations.violationreport',
    '', 'report.referred agency_manager@agency_id>agencies_agency'
        ' agency_appeal@agency_id>agencies_agency secretariat'
);
SELECT audit_ask_change('violations_violationreport', 'supplement', 'violations.violationreport',
    '', 'report.supplemented =reporter_id'
);
SELECT audit_ask_change('violations_violationreport', 'triage_reason',
    'violations.violationreport', '', 'report.returned *', 'report.accepted *',
    'report.rejected *', 'report.marked_duplicate *', 'report.referred *', 'report.supplemented *'
);

-- Who stands back says so: in a session that is called, in the case, or of its contracts.
SELECT audit_ask_mover('violations_recusal', 'stood_back', 'INSERT', 'true', 'violations.case',
    'case_id>violations_case', 'case.stood_back =user_id', 'case.recused_last =user_id'
);
SELECT audit_ask_change('violations_sessionseat', 'is_recused, recusal_reason', 'violations.case',
    'session_id>violations_hearingsession.case_id>violations_case',
    'case.hearing_recused =user_id', 'case.recused_last =user_id', 'case.stood_back =user_id'
);
SELECT audit_ask_mover('violations_sessionseat', 'recused', 'INSERT', 'NEW.is_recused',
    'violations.case', 'session_id>violations_hearingsession.case_id>violations_case',
    'case.hearing_recused =user_id', 'case.recused_last =user_id', 'case.stood_back =user_id'
);
-- Who came is noted with the minutes, and corrected by the answer to who contests it.
SELECT audit_ask_change('violations_sessionseat', 'is_present', 'violations.case',
    'session_id>violations_hearingsession.case_id>violations_case',
    'case.hearing_held *', 'case.absence_answered *'
);
-- Minutes are signed by the person who sat.
SELECT audit_ask_change('violations_sessionseat', 'signed_at, signed_sha256, signed_remark',
    'violations.case', 'session_id>violations_hearingsession.case_id>violations_case',
    'case.minutes_signed =user_id'
);
-- The day of a session is closed or open by the calendar, whoever changes that.
SELECT audit_ask_change('violations_hearingsession', 'closed_day', 'violations.case',
    'case_id>violations_case', 'case.hearing_day_closed *', 'case.hearing_day_open *',
    'case.hearing_day_closed system', 'case.hearing_day_open system'
);

CREATE OR REPLACE FUNCTION violations_guard_attendance() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND EXISTS (
        SELECT FROM violations_hearingsession WHERE id = NEW.session_id AND state = 'summoned'
    ) THEN
        PERFORM violations_refuse('Who came to a session is noted as it is held.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS violations_sessionseat_attended ON violations_sessionseat;
CREATE CONSTRAINT TRIGGER violations_sessionseat_attended AFTER UPDATE ON violations_sessionseat
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.is_present IS DISTINCT FROM OLD.is_present)
    EXECUTE FUNCTION violations_guard_attendance();
ALTER TABLE violations_sessionseat ENABLE ALWAYS TRIGGER violations_sessionseat_attended;

-- Two cases are linked as one report opens both.
CREATE OR REPLACE FUNCTION violations_guard_linked() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND (OLD.linked_id IS NOT NULL OR NOT EXISTS (
        SELECT FROM violations_casereport own
        JOIN violations_casereport other ON other.report_id = own.report_id
        JOIN violations_violationreport report ON report.id = own.report_id
        JOIN audit_auditevent accepted ON accepted.target_type = 'violations.violationreport'
            AND accepted.target_id = report.public_id::text
        WHERE own.case_id = NEW.id AND own.is_primary AND other.case_id = NEW.linked_id
          AND other.is_primary AND accepted.verb = 'report.accepted'
          AND accepted.turn = audit_turn()
    )) THEN
        PERFORM violations_refuse('Two cases are linked as one report opens both.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS violations_case_linked ON violations_case;
CREATE CONSTRAINT TRIGGER violations_case_linked AFTER UPDATE ON violations_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.linked_id IS DISTINCT FROM OLD.linked_id)
    EXECUTE FUNCTION violations_guard_linked();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_linked;

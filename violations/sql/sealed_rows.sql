-- Rows of a case are never deleted, and only named columns of them ever change.
--
-- The argument of `violations_seal` names the columns that may change; '{}' seals the whole row.

CREATE OR REPLACE FUNCTION violations_seal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    open_columns text[] := TG_ARGV[0]::text[];
BEGIN
    IF (to_jsonb(OLD) - open_columns) IS DISTINCT FROM (to_jsonb(NEW) - open_columns) THEN
        PERFORM violations_refuse('What was recorded here is not changed.');
    END IF;
    IF TG_TABLE_NAME = 'violations_notice' THEN
        IF OLD.served_on IS NOT NULL AND to_jsonb(OLD) - 'updated_at'
           IS DISTINCT FROM to_jsonb(NEW) - 'updated_at' THEN
            PERFORM violations_refuse('A served notice is not changed.');
        END IF;
        IF NEW.channel <> OLD.channel AND NEW.served_on IS NULL THEN
            PERFORM violations_refuse('A notice changes its channel only when it is served.');
        END IF;
    ELSIF TG_TABLE_NAME = 'violations_evidence' THEN
        IF OLD.attached_at IS NOT NULL THEN
            PERFORM violations_refuse('A file is attached once.');
        END IF;
    ELSIF TG_TABLE_NAME = 'violations_appeal' THEN
        IF OLD.result <> '' THEN
            PERFORM violations_refuse('A decided appeal is not changed.');
        END IF;
    ELSIF TG_TABLE_NAME = 'violations_correctiveaction' THEN
        IF OLD.verified_on IS NOT NULL THEN
            PERFORM violations_refuse('A verified correction is not changed.');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_violationreport_sealed
    BEFORE UPDATE ON violations_violationreport
    FOR EACH ROW EXECUTE FUNCTION violations_seal(
        '{state,supplement,search_key,triage_due_on,triaged_on,triaged_by,triage_reason,'
        'referred_to,duplicate_of_id,version,updated_at}');
ALTER TABLE violations_violationreport ENABLE ALWAYS TRIGGER violations_violationreport_sealed;

CREATE OR REPLACE TRIGGER violations_case_sealed BEFORE UPDATE ON violations_case
    FOR EACH ROW EXECUTE FUNCTION violations_seal(
        '{is_contested,assignee_id,reminded_on,state,is_issued,serve_due_on,served_on,'
        'defence_due_on,decision_due_on,decision_on,decided_on,appeal_due_on,outcome,'
        'occurrence,sanction,sanction_days,final_on,executed_on,closed_on,closing_note,'
        'calendar_version,linked_id,version,updated_at,decision_serve_due_on,'
        'executed_by,closed_by,closing_code,closed_from,reopen_due_on,reopened_at,reopened_by,'
        'result_serve_due_on,result_served_on,appeal_decision_due_on,execution_due_on,'
        'closing_due_on,execution_since,round_no,sent_back_at}');
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_sealed;

CREATE OR REPLACE TRIGGER violations_casereport_sealed BEFORE UPDATE ON violations_casereport
    FOR EACH ROW EXECUTE FUNCTION violations_seal('{}');
ALTER TABLE violations_casereport ENABLE ALWAYS TRIGGER violations_casereport_sealed;

CREATE OR REPLACE TRIGGER violations_notice_sealed BEFORE UPDATE ON violations_notice
    FOR EACH ROW EXECUTE FUNCTION violations_seal(
        '{served_on,served_at,proof,receipt_id,channel,reminded_on,reminded_again_on,paper_since,'
        'paper_due_on,updated_at}');
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER violations_notice_sealed;

CREATE OR REPLACE TRIGGER violations_defence_sealed BEFORE UPDATE ON violations_defence
    FOR EACH ROW EXECUTE FUNCTION violations_seal(
        '{contest_until,contested_on,contested_by,contested_by_name,contest_reason,updated_at}');
ALTER TABLE violations_defence ENABLE ALWAYS TRIGGER violations_defence_sealed;

CREATE OR REPLACE TRIGGER violations_decision_sealed BEFORE UPDATE ON violations_decision
    FOR EACH ROW EXECUTE FUNCTION violations_seal('{}');
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_sealed;

CREATE OR REPLACE TRIGGER violations_appeal_sealed BEFORE UPDATE ON violations_appeal
    FOR EACH ROW EXECUTE FUNCTION violations_seal(
        '{result,decided_on,contest_until,contested_on,contested_by,contested_by_name,'
        'contest_reason,'
        'updated_at}');
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_sealed;

CREATE OR REPLACE TRIGGER violations_pointentry_sealed BEFORE UPDATE ON violations_pointentry
    FOR EACH ROW EXECUTE FUNCTION violations_seal('{}');
ALTER TABLE violations_pointentry ENABLE ALWAYS TRIGGER violations_pointentry_sealed;

CREATE OR REPLACE TRIGGER violations_correctiveaction_sealed
    BEFORE UPDATE ON violations_correctiveaction
    FOR EACH ROW EXECUTE FUNCTION violations_seal(
        '{due_on,done_on,done_note,verify_due_on,refused_on,verified_on,verified_by,verified_note,'
        'updated_at}');
ALTER TABLE violations_correctiveaction ENABLE ALWAYS TRIGGER violations_correctiveaction_sealed;

CREATE OR REPLACE TRIGGER violations_casenote_sealed BEFORE UPDATE ON violations_casenote
    FOR EACH ROW EXECUTE FUNCTION violations_seal('{}');
ALTER TABLE violations_casenote ENABLE ALWAYS TRIGGER violations_casenote_sealed;

CREATE OR REPLACE TRIGGER violations_evidence_sealed BEFORE UPDATE ON violations_evidence
    FOR EACH ROW EXECUTE FUNCTION violations_seal(
        '{report_id,case_id,attached_at,updated_at,contract_id,hearing}');
ALTER TABLE violations_evidence ENABLE ALWAYS TRIGGER violations_evidence_sealed;

CREATE OR REPLACE TRIGGER violations_evidenceaccess_sealed
    BEFORE UPDATE ON violations_evidenceaccess
    FOR EACH ROW EXECUTE FUNCTION violations_seal('{}');
ALTER TABLE violations_evidenceaccess ENABLE ALWAYS TRIGGER violations_evidenceaccess_sealed;

CREATE OR REPLACE TRIGGER violations_standin_sealed BEFORE UPDATE ON violations_standin
    FOR EACH ROW EXECUTE FUNCTION violations_seal('{}');
ALTER TABLE violations_standin ENABLE ALWAYS TRIGGER violations_standin_sealed;

CREATE OR REPLACE FUNCTION violations_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'violations_evidence' THEN
        IF OLD.attached_at IS NULL THEN
            RETURN OLD;
        END IF;
    END IF;
    PERFORM violations_refuse('What was recorded here is not deleted.');
    RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER violations_violationreport_kept
    BEFORE DELETE ON violations_violationreport
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_violationreport ENABLE ALWAYS TRIGGER violations_violationreport_kept;

CREATE OR REPLACE TRIGGER violations_case_kept BEFORE DELETE ON violations_case
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_kept;

CREATE OR REPLACE TRIGGER violations_casereport_kept BEFORE DELETE ON violations_casereport
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_casereport ENABLE ALWAYS TRIGGER violations_casereport_kept;

CREATE OR REPLACE TRIGGER violations_notice_kept BEFORE DELETE ON violations_notice
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER violations_notice_kept;

CREATE OR REPLACE TRIGGER violations_defence_kept BEFORE DELETE ON violations_defence
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_defence ENABLE ALWAYS TRIGGER violations_defence_kept;

CREATE OR REPLACE TRIGGER violations_decision_kept BEFORE DELETE ON violations_decision
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_kept;

CREATE OR REPLACE TRIGGER violations_appeal_kept BEFORE DELETE ON violations_appeal
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_kept;

CREATE OR REPLACE TRIGGER violations_pointentry_kept BEFORE DELETE ON violations_pointentry
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_pointentry ENABLE ALWAYS TRIGGER violations_pointentry_kept;

CREATE OR REPLACE TRIGGER violations_correctiveaction_kept
    BEFORE DELETE ON violations_correctiveaction
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_correctiveaction ENABLE ALWAYS TRIGGER violations_correctiveaction_kept;

CREATE OR REPLACE TRIGGER violations_casenote_kept BEFORE DELETE ON violations_casenote
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_casenote ENABLE ALWAYS TRIGGER violations_casenote_kept;

CREATE OR REPLACE TRIGGER violations_evidence_kept BEFORE DELETE ON violations_evidence
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_evidence ENABLE ALWAYS TRIGGER violations_evidence_kept;

CREATE OR REPLACE TRIGGER violations_evidenceaccess_kept BEFORE DELETE ON violations_evidenceaccess
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_evidenceaccess ENABLE ALWAYS TRIGGER violations_evidenceaccess_kept;

CREATE OR REPLACE TRIGGER violations_standin_kept BEFORE DELETE ON violations_standin
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_standin ENABLE ALWAYS TRIGGER violations_standin_kept;

CREATE OR REPLACE TRIGGER violations_hearingsession_kept BEFORE DELETE ON violations_hearingsession
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_hearingsession ENABLE ALWAYS TRIGGER violations_hearingsession_kept;

CREATE OR REPLACE TRIGGER violations_sessionseat_kept BEFORE DELETE ON violations_sessionseat
    FOR EACH ROW EXECUTE FUNCTION violations_keep();
ALTER TABLE violations_sessionseat ENABLE ALWAYS TRIGGER violations_sessionseat_kept;

CREATE OR REPLACE FUNCTION violations_keep_whole() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM violations_refuse('What was recorded here is not deleted.');
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER violations_hearingsession_whole
    BEFORE TRUNCATE ON violations_hearingsession
    FOR EACH STATEMENT EXECUTE FUNCTION violations_keep_whole();
ALTER TABLE violations_hearingsession ENABLE ALWAYS TRIGGER violations_hearingsession_whole;

CREATE OR REPLACE TRIGGER violations_sessionseat_whole BEFORE TRUNCATE ON violations_sessionseat
    FOR EACH STATEMENT EXECUTE FUNCTION violations_keep_whole();
ALTER TABLE violations_sessionseat ENABLE ALWAYS TRIGGER violations_sessionseat_whole;

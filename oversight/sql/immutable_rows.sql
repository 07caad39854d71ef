-- Rows of `oversight` that are written once.

CREATE OR REPLACE FUNCTION oversight_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM oversight_refuse('What was recorded here is neither changed nor deleted.');
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER oversight_policy_kept BEFORE DELETE ON oversight_policyversion
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_policyversion ENABLE ALWAYS TRIGGER oversight_policy_kept;

CREATE OR REPLACE TRIGGER oversight_rule_kept BEFORE UPDATE OR DELETE ON oversight_policyrule
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_policyrule ENABLE ALWAYS TRIGGER oversight_rule_kept;

CREATE OR REPLACE TRIGGER oversight_flag_kept BEFORE UPDATE OR DELETE ON oversight_flag
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_flag ENABLE ALWAYS TRIGGER oversight_flag_kept;

CREATE OR REPLACE TRIGGER oversight_flag_whole BEFORE TRUNCATE ON oversight_flag
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_flag ENABLE ALWAYS TRIGGER oversight_flag_whole;

CREATE OR REPLACE TRIGGER oversight_flag_cases_kept BEFORE UPDATE OR DELETE ON oversight_flag_cases
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_flag_cases ENABLE ALWAYS TRIGGER oversight_flag_cases_kept;

CREATE OR REPLACE TRIGGER oversight_flag_cases_whole BEFORE TRUNCATE ON oversight_flag_cases
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_flag_cases ENABLE ALWAYS TRIGGER oversight_flag_cases_whole;

CREATE OR REPLACE TRIGGER oversight_flagend_kept BEFORE UPDATE OR DELETE ON oversight_flagend
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_flagend ENABLE ALWAYS TRIGGER oversight_flagend_kept;

CREATE OR REPLACE TRIGGER oversight_flagend_whole BEFORE TRUNCATE ON oversight_flagend
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_flagend ENABLE ALWAYS TRIGGER oversight_flagend_whole;

CREATE OR REPLACE TRIGGER oversight_review_kept BEFORE DELETE ON oversight_terminationreview
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_kept;

CREATE OR REPLACE TRIGGER oversight_review_flags_kept
    BEFORE UPDATE OR DELETE ON oversight_terminationreview_flags
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_terminationreview_flags ENABLE ALWAYS TRIGGER oversight_review_flags_kept;

CREATE OR REPLACE TRIGGER oversight_reminder_kept BEFORE UPDATE OR DELETE ON oversight_reminder
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_reminder ENABLE ALWAYS TRIGGER oversight_reminder_kept;

CREATE OR REPLACE TRIGGER oversight_reminder_whole BEFORE TRUNCATE ON oversight_reminder
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_reminder ENABLE ALWAYS TRIGGER oversight_reminder_whole;

CREATE OR REPLACE TRIGGER oversight_rulerun_whole BEFORE TRUNCATE ON oversight_rulerun
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_rulerun ENABLE ALWAYS TRIGGER oversight_rulerun_whole;

CREATE OR REPLACE TRIGGER oversight_reviewnote_kept BEFORE UPDATE OR DELETE ON oversight_reviewnote
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_reviewnote ENABLE ALWAYS TRIGGER oversight_reviewnote_kept;

CREATE OR REPLACE TRIGGER oversight_reviewnote_whole BEFORE TRUNCATE ON oversight_reviewnote
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_reviewnote ENABLE ALWAYS TRIGGER oversight_reviewnote_whole;

CREATE OR REPLACE TRIGGER oversight_duty_kept BEFORE DELETE ON oversight_duty
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_kept;

CREATE OR REPLACE TRIGGER oversight_duty_whole BEFORE TRUNCATE ON oversight_duty
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_whole;

CREATE OR REPLACE TRIGGER oversight_comparisonrule_kept
    BEFORE UPDATE OR DELETE ON oversight_comparisonrule
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_comparisonrule ENABLE ALWAYS TRIGGER oversight_comparisonrule_kept;

CREATE OR REPLACE TRIGGER oversight_comparisonrule_whole BEFORE TRUNCATE ON oversight_comparisonrule
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_comparisonrule ENABLE ALWAYS TRIGGER oversight_comparisonrule_whole;

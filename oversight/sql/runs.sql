-- A run that is done stays as it was; one that failed may be started again.

CREATE OR REPLACE FUNCTION oversight_keep_run() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state = 'done' THEN
        PERFORM oversight_refuse('A run that is done is neither changed nor deleted.');
    END IF;
    IF (NEW.public_id, NEW.job, NEW.as_of, NEW.mode, NEW.is_dry, NEW.is_scheduled,
        NEW.triggered_by, NEW.triggered_by_name)
       IS DISTINCT FROM (OLD.public_id, OLD.job, OLD.as_of, OLD.mode, OLD.is_dry,
        OLD.is_scheduled, OLD.triggered_by, OLD.triggered_by_name) THEN
        PERFORM oversight_refuse('What a run was started for stays.');
    END IF;
    IF OLD.state = 'failed' AND NOT (NEW.state = 'running' AND OLD.is_scheduled) THEN
        PERFORM oversight_refuse('A run that failed is taken up again or stays.');
    END IF;
    IF NEW.state = 'done' AND NEW.finished_at IS NULL THEN
        PERFORM oversight_refuse('A run that is done says when.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_rulerun_kept BEFORE UPDATE OR DELETE ON oversight_rulerun
    FOR EACH ROW EXECUTE FUNCTION oversight_keep_run();
ALTER TABLE oversight_rulerun ENABLE ALWAYS TRIGGER oversight_rulerun_kept;

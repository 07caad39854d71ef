-- The service on paper begins anew as a closed case is reopened (docs/adr/0059): of the notices of
-- its round, and of no summons, since a closed case has no live session.
-- `violations.actions.unopened.restart_paper_service` is the same in Python.

CREATE OR REPLACE FUNCTION violations_guard_restart() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF kase.state = 'closed_no_action' AND NOT accounts_is_loader(TG_RELID)
       AND (NEW.kind = 'summons' OR NEW.round_no <> kase.round_no) THEN
        PERFORM violations_refuse('Only what waits in the portal is reminded of.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_notice_restarted BEFORE UPDATE ON violations_notice
    FOR EACH ROW WHEN (NEW.paper_since IS DISTINCT FROM OLD.paper_since)
    EXECUTE FUNCTION violations_guard_restart();
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER violations_notice_restarted;

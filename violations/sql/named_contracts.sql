-- A report and a case on a contract name one that was in force on the day of the event.

-- Between the parties that the record names: an office answers to a contract for nothing that
-- happened before both sides had signed it (contracts/sql/in_force.sql).
CREATE OR REPLACE FUNCTION violations_guard_contract() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM contracts_contract held
        WHERE held.id = NEW.contract_id AND held.office_id = NEW.office_id
          AND held.agency_id = NEW.agency_id AND contracts_in_force_on(held, NEW.occurred_on)
    ) THEN
        PERFORM violations_refuse('The named contract was not in force on the day of the event.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_report_contract
    BEFORE INSERT OR UPDATE OF contract_id, office_id, agency_id, occurred_on
    ON violations_violationreport
    FOR EACH ROW WHEN (NEW.contract_id IS NOT NULL) EXECUTE FUNCTION violations_guard_contract();
ALTER TABLE violations_violationreport ENABLE ALWAYS TRIGGER violations_report_contract;

CREATE OR REPLACE TRIGGER violations_case_contract
    BEFORE INSERT OR UPDATE OF contract_id, office_id, agency_id, occurred_on ON violations_case
    FOR EACH ROW WHEN (NEW.contract_id IS NOT NULL) EXECUTE FUNCTION violations_guard_contract();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_contract;

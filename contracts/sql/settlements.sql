-- A settlement stays as it was recorded: it is remitted once, and corrected by a counter-entry.

CREATE OR REPLACE FUNCTION contracts_keep_settlement() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    paid text[] := '{due_on,settled_on,settled_source,settled_by,settled_by_name,updated_at}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM contracts_refuse('A settlement is taken back by a counter-entry, never deleted.');
    ELSIF (to_jsonb(OLD) - paid) IS DISTINCT FROM (to_jsonb(NEW) - paid) THEN
        PERFORM contracts_refuse('A settlement is not rewritten; a counter-entry takes it back.');
    ELSIF OLD.settled_on IS NOT NULL
       AND (to_jsonb(OLD) - 'updated_at') IS DISTINCT FROM (to_jsonb(NEW) - 'updated_at') THEN
        PERFORM contracts_refuse('A remittance stays as it was recorded.');
    ELSIF NEW.settled_on IS NOT NULL AND EXISTS (
        SELECT FROM contracts_settlement WHERE reverses_id = NEW.id
    ) THEN
        PERFORM contracts_refuse('What was taken back is not remitted.');
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE OR REPLACE TRIGGER contracts_settlement_kept BEFORE UPDATE OR DELETE ON contracts_settlement
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_settlement();
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER contracts_settlement_kept;

CREATE OR REPLACE FUNCTION contracts_guard_counter() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM contracts_settlement WHERE id = NEW.reverses_id AND reverses_id IS NULL
          AND contract_id = NEW.contract_id AND holder_id = NEW.holder_id
          AND amount = -NEW.amount
    ) THEN
        PERFORM contracts_refuse('A counter-entry takes the whole of one settlement back.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_settlement_counter BEFORE INSERT ON contracts_settlement
    FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL)
    EXECUTE FUNCTION contracts_guard_counter();
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER contracts_settlement_counter;

CREATE OR REPLACE FUNCTION contracts_keep_all_settlements() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM contracts_refuse('A settlement is taken back by a counter-entry, never deleted.');
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER contracts_settlement_whole BEFORE TRUNCATE ON contracts_settlement
    FOR EACH STATEMENT EXECUTE FUNCTION contracts_keep_all_settlements();
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER contracts_settlement_whole;

-- The last day of a settlement moves with the calendar, with a receipt.
CREATE OR REPLACE FUNCTION contracts_guard_remittance_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.settled_on IS NOT NULL
       OR NOT workdays_moved('contract.remittance', NEW.public_id, OLD.due_on, NEW.due_on) THEN
        PERFORM contracts_refuse('A settlement is not rewritten; a counter-entry takes it back.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_settlement_day BEFORE UPDATE ON contracts_settlement
    FOR EACH ROW WHEN (NEW.due_on IS DISTINCT FROM OLD.due_on)
    EXECUTE FUNCTION contracts_guard_remittance_day();
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER contracts_settlement_day;

-- The last day that is counted, not stated by the agency, has the length of its rule from the end
-- of the period on: it is kept as a deadline, which moves with the calendar.
CREATE OR REPLACE FUNCTION contracts_guard_counted_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM contracts_settlement entry
        JOIN contracts_contract kontract ON kontract.id = entry.contract_id
        JOIN agencies_agency agency ON agency.id = kontract.agency_id
        WHERE entry.public_id = NEW.subject_id AND entry.due_on = NEW.due_on
          AND NEW.starts_on = entry.period_last AND NEW.due_on >= workdays_body_due(
              'remit_due', entry.period_last, kontract.county_id, agency.kind)
    ) THEN
        PERFORM contracts_refuse('A window has the whole length of its rule.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS contracts_keptdeadline_counted ON workdays_keptdeadline;
CREATE CONSTRAINT TRIGGER contracts_keptdeadline_counted AFTER INSERT ON workdays_keptdeadline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.clock = 'contract.remittance')
    EXECUTE FUNCTION contracts_guard_counted_day();
ALTER TABLE workdays_keptdeadline ENABLE ALWAYS TRIGGER contracts_keptdeadline_counted;

-- An office owes for no day before its contract was in force.
CREATE OR REPLACE FUNCTION contracts_guard_period() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.period_first < (
        SELECT in_force_from FROM contracts_contract WHERE id = NEW.contract_id
    ) AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM contracts_refuse('A settlement is of days on which its contract was in force.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_settlement_period BEFORE INSERT ON contracts_settlement
    FOR EACH ROW WHEN (NEW.reverses_id IS NULL) EXECUTE FUNCTION contracts_guard_period();
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER contracts_settlement_period;

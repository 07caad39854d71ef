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

-- No settlement is due before the office had its time from the entry, which it sees from that day
-- on: the length of a remittance, and that of any window after an entry. The same rule as
-- `contracts.facts.settlements.first_due`.
CREATE OR REPLACE FUNCTION contracts_first_due(wanted bigint, entered date) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN term IS NOT NULL AND seen IS NOT NULL THEN GREATEST(term, seen) END
    FROM (
        SELECT workdays_body_due('remit_due', entered, kontract.county_id, agency.kind) AS term,
            workdays_due('window_after_entry', entered, kontract.county_id) AS seen
        FROM contracts_contract kontract
        JOIN agencies_agency agency ON agency.id = kontract.agency_id
        WHERE kontract.id = wanted
    ) found
$$;
COMMENT ON FUNCTION contracts_first_due(bigint, date) IS
    'The first day until which a settlement entered on a day can be due; NULL without a rule.';

CREATE OR REPLACE FUNCTION contracts_guard_due() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT coalesce(
        NEW.due_on >= contracts_first_due(NEW.contract_id, NEW.recorded_on), false) THEN
        PERFORM contracts_refuse('No settlement is due before the office had its time.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_settlement_due BEFORE INSERT ON contracts_settlement
    FOR EACH ROW WHEN (NEW.reverses_id IS NULL) EXECUTE FUNCTION contracts_guard_due();
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER contracts_settlement_due;

-- Nothing is owed twice for one day: no other entry of the contract that stands covers a day of the
-- period. The contract's row is locked, so that two entries at once are compared.
CREATE OR REPLACE FUNCTION contracts_guard_overlap() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    PERFORM FROM contracts_contract WHERE id = NEW.contract_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM contracts_settlement entry
        WHERE entry.contract_id = NEW.contract_id AND entry.reverses_id IS NULL
          AND entry.period_first <= NEW.period_last AND entry.period_last >= NEW.period_first
          AND NOT EXISTS (
            SELECT FROM contracts_settlement counter WHERE counter.reverses_id = entry.id)
    ) THEN
        PERFORM contracts_refuse('Settlements of a contract do not overlap.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_settlement_single BEFORE INSERT ON contracts_settlement
    FOR EACH ROW WHEN (NEW.reverses_id IS NULL) EXECUTE FUNCTION contracts_guard_overlap();
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER contracts_settlement_single;

-- The last day that is counted, not stated by the agency, has its whole length from the entry on.
-- It is kept as a deadline, which moves with the calendar.
CREATE OR REPLACE FUNCTION contracts_guard_counted_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM contracts_settlement entry
        WHERE entry.public_id = NEW.subject_id AND entry.due_on = NEW.due_on
          AND NEW.starts_on = entry.recorded_on
          AND NEW.due_on >= contracts_first_due(entry.contract_id, entry.recorded_on)
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

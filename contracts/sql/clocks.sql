-- The clocks of contracts and what belongs to them end on their days (workdays/sql/tied.sql).

SELECT workdays_tie(clock, record, ends_in) FROM (VALUES
    ('addendum.contest', 'contracts_contractaddendum', 'contest_until'),
    ('addendum.reconsider', 'contracts_contractaddendum', 'reconsider_until'),
    ('contract.contest', 'contracts_contract', 'contest_until'),
    ('contract.notice', 'contracts_contract', 'notice_ends_on'),
    ('contract.reconsider', 'contracts_contract', 'reconsider_until'),
    ('contract.paper_service', 'contracts_contract', 'notice_paper_due_on'),
    ('contract.remittance', 'contracts_settlement', 'due_on')
) AS tied (clock, record, ends_in);

-- The days of a termination notice are those of its contract, from the service on.
CREATE OR REPLACE FUNCTION contracts_guard_notice_length() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM contracts_contract held
        WHERE held.public_id = NEW.subject_id AND NEW.starts_on = held.notice_served_on
          AND (NEW.unit, NEW.amount) = ('day', held.notice_days)
    ) THEN
        PERFORM contracts_refuse('A window has the whole length of its rule.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS contracts_keptdeadline_notice ON workdays_keptdeadline;
CREATE CONSTRAINT TRIGGER contracts_keptdeadline_notice
    AFTER INSERT OR UPDATE OF starts_on, amount, unit ON workdays_keptdeadline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.clock = 'contract.notice' AND NEW.key = 'termination_notice')
    EXECUTE FUNCTION contracts_guard_notice_length();
ALTER TABLE workdays_keptdeadline ENABLE ALWAYS TRIGGER contracts_keptdeadline_notice;

-- The end of a notice is the day that the calendar gives to these days, or a later one.
CREATE OR REPLACE FUNCTION contracts_guard_notice_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT coalesce(NEW.notice_ends_on >= workdays_length_due(
        NEW.notice_days, 'day', NEW.notice_served_on, NEW.county_id, ''), false) THEN
        PERFORM contracts_refuse('A window has the whole length of its rule.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the endings.
CREATE OR REPLACE TRIGGER contracts_contract_proven_length BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (NEW.notice_served_on IS NOT NULL AND OLD.notice_served_on IS NULL)
    EXECUTE FUNCTION contracts_guard_notice_end();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_proven_length;

-- The clocks of contracts and what belongs to them end on their days, which
-- are computed (workdays/sql/tied.sql); an agency may state the last day of a settlement.

SELECT workdays_tie(clock, record, ends_in, is_computed) FROM (VALUES
    ('addendum.contest', 'contracts_contractaddendum', 'contest_until', true),
    ('addendum.reconsider', 'contracts_contractaddendum', 'reconsider_until', true),
    ('contract.contest', 'contracts_contract', 'contest_until', true),
    ('contract.notice', 'contracts_contract', 'notice_ends_on', true),
    ('contract.reconsider', 'contracts_contract', 'reconsider_until', true),
    ('contract.paper_service', 'contracts_contract', 'notice_paper_due_on', true),
    ('contract.remittance', 'contracts_settlement', 'due_on', false)
) AS tied (clock, record, ends_in, is_computed);

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

-- The end of a notice is the day that the calendar gives to these days, or the day by which the
-- office had time to see a service that was entered later.
CREATE OR REPLACE FUNCTION contracts_guard_notice_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT coalesce(NEW.notice_ends_on >= workdays_length_due(
        NEW.notice_days, 'day', NEW.notice_served_on, NEW.county_id, ''), false) THEN
        PERFORM contracts_refuse('A window has the whole length of its rule.');
    END IF;
    IF NOT accounts_is_loader(TG_RELID) THEN
        PERFORM workdays_check_latest(NEW.notice_ends_on, workdays_after_entry(
            workdays_length_due(
                NEW.notice_days, 'day', NEW.notice_served_on, NEW.county_id, ''),
            NEW.notice_served_on, pishkhan_today(), NEW.county_id));
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the endings.
CREATE OR REPLACE TRIGGER contracts_contract_proven_length BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (NEW.notice_served_on IS NOT NULL AND OLD.notice_served_on IS NULL)
    EXECUTE FUNCTION contracts_guard_notice_end();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_proven_length;

-- The time to contest the paper of an addendum has no day more than its rule; its least is asked in
-- `addenda`.
CREATE OR REPLACE FUNCTION contracts_guard_contest_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) THEN
        PERFORM workdays_check_latest(NEW.contest_until, workdays_due(
            'window_after_entry', pishkhan_today(),
            (SELECT county_id FROM contracts_contract WHERE id = NEW.contract_id)));
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the flow.
CREATE OR REPLACE TRIGGER contracts_contractaddendum_until BEFORE UPDATE
    ON contracts_contractaddendum
    FOR EACH ROW WHEN (OLD.contest_until IS NULL AND NEW.contest_until IS NOT NULL)
    EXECUTE FUNCTION contracts_guard_contest_day();
ALTER TABLE contracts_contractaddendum ENABLE ALWAYS TRIGGER contracts_contractaddendum_until;

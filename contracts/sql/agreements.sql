-- An end by agreement: who accepts it, and how long before its day.

-- The last day on which the office accepts a proposed end: its days for reconsidering, from that
-- day, are over before the end. Nobody knows it further back than two months.
CREATE OR REPLACE FUNCTION contracts_answer_until(last date, county bigint) RETURNS date
LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day date := last - 1;
BEGIN
    WHILE day > last - 60 LOOP
        IF workdays_due('mutual_end_withdrawal', day, county) < last THEN
            RETURN day;
        END IF;
        day := day - 1;
    END LOOP;
    RETURN NULL;
END $$;

-- The office's own operator accepts on that day; an accepted proposal does not change; its day lies
-- later than the days for reconsidering. Those are working days, whose number bounds them from
-- below for the loader.
CREATE OR REPLACE FUNCTION contracts_guard_agreement() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    house uuid;
    least integer;
BEGIN
    IF NEW.mutual_end_accepted_on IS NULL THEN
        IF NEW.state = 'ended_mutual' OR NEW.mutual_end_accepted_by IS NOT NULL THEN
            PERFORM contracts_refuse('An end by agreement is accepted by the office first.');
        END IF;
        IF NEW.mutual_end_on IS DISTINCT FROM OLD.mutual_end_on
           AND NEW.mutual_end_on <= pishkhan_today() AND NOT accounts_is_loader(TG_RELID) THEN
            PERFORM contracts_refuse('An end by agreement is proposed for a day to come.');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.mutual_end_accepted_on IS NOT NULL THEN
        IF (NEW.mutual_end_accepted_on, NEW.mutual_end_accepted_by)
           IS DISTINCT FROM (OLD.mutual_end_accepted_on, OLD.mutual_end_accepted_by)
           OR NEW.mutual_end_on IS DISTINCT FROM OLD.mutual_end_on
           -- A closure that moves the days to reconsider moves the end behind them.
           AND (NEW.mutual_end_on < OLD.mutual_end_on OR NEW.mutual_end_on IS DISTINCT FROM
               LEAST(OLD.ends_on, OLD.reconsider_until + 1)) THEN
            PERFORM contracts_refuse('An accepted end by agreement does not change.');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'active' OR NEW.state <> 'active' THEN
        PERFORM contracts_refuse('An end by agreement is accepted while the contract is in force.');
    END IF;
    SELECT public_id INTO house FROM offices_office WHERE id = NEW.office_id;
    IF accounts_holds(NEW.mutual_end_accepted_by, 'operator', house, NEW.mutual_end_accepted_on)
       IS NOT TRUE AND NOT accounts_nobodys(NEW.mutual_end_accepted_by, TG_RELID) THEN
        PERFORM contracts_refuse('The office''s own operator accepts the end of its contract.');
    END IF;
    IF NEW.mutual_end_accepted_on <> pishkhan_today() AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM contracts_refuse('An end by agreement is accepted on the day of its writing.');
    END IF;
    SELECT value INTO least FROM workdays_deadlinerule
    WHERE key = 'mutual_end_withdrawal' AND valid_from <= NEW.mutual_end_accepted_on
      AND (valid_to IS NULL OR valid_to >= NEW.mutual_end_accepted_on);
    IF NEW.mutual_end_on IS NULL
       OR NEW.mutual_end_on <= NEW.mutual_end_accepted_on + coalesce(least, 0)
       OR (NOT accounts_is_loader(TG_RELID) AND NEW.mutual_end_on <= workdays_due(
           'mutual_end_withdrawal', NEW.mutual_end_accepted_on, NEW.county_id)) THEN
        PERFORM contracts_refuse('The day of an end by agreement leaves time to reconsider.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: these after the guard of moves, whose message says
-- more.
CREATE OR REPLACE TRIGGER contracts_contract_under_agreement BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.mutual_end_on, NEW.mutual_end_accepted_on, NEW.mutual_end_accepted_by)
        IS DISTINCT FROM
        (OLD.mutual_end_on, OLD.mutual_end_accepted_on, OLD.mutual_end_accepted_by)
        OR (NEW.state = 'ended_mutual' AND OLD.state <> 'ended_mutual')
    )
    EXECUTE FUNCTION contracts_guard_agreement();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_under_agreement;

-- An acceptance is taken back while the contract runs, until its working days are over.
CREATE OR REPLACE FUNCTION contracts_guard_reconsidered() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state <> OLD.state OR OLD.state NOT IN ('active', 'suspended', 'termination_notice')
       OR (NOT accounts_is_loader(TG_RELID)
           AND coalesce(pishkhan_today() > OLD.reconsider_until, true)) THEN
        PERFORM contracts_refuse('This acceptance is not taken back any more.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_under_reconsidering BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        OLD.mutual_end_accepted_on IS NOT NULL AND NEW.mutual_end_accepted_on IS NULL)
    EXECUTE FUNCTION contracts_guard_reconsidered();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_under_reconsidering;

-- A contract ends by agreement on the day that was accepted, after that day is over.
CREATE OR REPLACE FUNCTION contracts_guard_agreed_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.ended_on IS DISTINCT FROM NEW.mutual_end_on
       OR NOT NEW.mutual_end_on < pishkhan_today() THEN
        PERFORM contracts_refuse('A contract ends by agreement after the day that was accepted.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_under_agreement_end BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (NEW.state = 'ended_mutual' AND OLD.state <> 'ended_mutual')
    EXECUTE FUNCTION contracts_guard_agreed_end();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_under_agreement_end;

-- Until when the office takes back what it accepts in the portal is computed on the day of its
-- acceptance, kept, and moved by the calendar alone; it goes with the acceptance.
CREATE OR REPLACE FUNCTION contracts_guard_reconsidering() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    ELSIF NEW.accepted_by IS NOT NULL AND OLD.accepted_by IS NULL
          OR NEW.mutual_end_accepted_on IS NOT NULL AND OLD.mutual_end_accepted_on IS NULL THEN
        IF NEW.reconsider_until IS DISTINCT FROM workdays_due(
            'mutual_end_withdrawal', pishkhan_today(), NEW.county_id) THEN
            PERFORM contracts_refuse('The office has its time to take an acceptance back.');
        END IF;
    ELSIF NEW.accepted_by IS NULL AND OLD.accepted_by IS NOT NULL
          OR NEW.mutual_end_accepted_on IS NULL AND OLD.mutual_end_accepted_on IS NOT NULL THEN
        IF NEW.reconsider_until IS NOT NULL THEN
            PERFORM contracts_refuse('Nothing is accepted that could be taken back.');
        END IF;
    ELSIF NOT workdays_moved('contract.reconsider', NEW.public_id, OLD.reconsider_until,
        NEW.reconsider_until) THEN
        PERFORM contracts_refuse('The time to take an acceptance back moves with the calendar.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_under_withdrawal BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        NEW.reconsider_until IS DISTINCT FROM OLD.reconsider_until
        OR (NEW.accepted_by IS NULL) <> (OLD.accepted_by IS NULL)
        OR (NEW.mutual_end_accepted_on IS NULL) <> (OLD.mutual_end_accepted_on IS NULL)
    )
    EXECUTE FUNCTION contracts_guard_reconsidering();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_under_withdrawal;

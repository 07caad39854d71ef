-- The numbers of records: a register gives each once, to a record, and no record has another.
--
-- `audit_keep_numbers` is called for each table whose records have a number, by the `numbers.sql`
-- of its app.

CREATE OR REPLACE FUNCTION audit_infix(register text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE register WHEN 'review' THEN 'F-' WHEN 'reminder' THEN 'T-' WHEN 'notice' THEN 'N-'
    ELSE '' END;

-- A register never gives a number twice.
CREATE OR REPLACE FUNCTION audit_numbers_move_on() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.last <= OLD.last OR NEW.register <> OLD.register
       OR NEW.jalali_year <> OLD.jalali_year THEN
        RAISE EXCEPTION 'A register never gives a number twice.';
    END IF;
    RETURN NEW;
END $$;

-- Numbers are taken for records: at the end of the transaction the last one stands on its record.
-- The loader, and a register that is not named here, may do otherwise.
CREATE OR REPLACE FUNCTION audit_number_is_used(register text, number text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN CASE register
        WHEN 'violation' THEN EXISTS (
                SELECT FROM violations_violationreport held WHERE held.number = $2)
            OR EXISTS (SELECT FROM violations_case held WHERE held.number = $2)
        WHEN 'contract' THEN EXISTS (
                SELECT FROM contracts_contract held WHERE held.number = $2)
        WHEN 'review' THEN EXISTS (
                SELECT FROM oversight_terminationreview held WHERE held.number = $2)
        WHEN 'reminder' THEN EXISTS (
                SELECT FROM oversight_reminder held WHERE held.number = $2)
        WHEN 'notice' THEN EXISTS (SELECT FROM notices_letter held WHERE held.number = $2)
            OR EXISTS (SELECT FROM violations_notice held WHERE held.letter_no = $2)
        ELSE true END;
END $$;

-- Each number that a register was raised by, so that none is left out; and none of a year to come.
CREATE OR REPLACE FUNCTION audit_guard_number() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    infix text := audit_infix(NEW.register);
    digits integer := CASE NEW.register WHEN 'contract' THEN 4 WHEN 'review' THEN 3
        WHEN 'reminder' THEN 3 ELSE 5 END;
    before integer := CASE TG_OP WHEN 'UPDATE' THEN OLD.last ELSE 0 END;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    IF pishkhan_nowruz(NEW.jalali_year) > pishkhan_today() THEN
        RAISE EXCEPTION 'A register gives no number of a year to come.'
            USING ERRCODE = 'check_violation';
    END IF;
    FOR given IN before + 1 .. NEW.last LOOP
        IF NOT audit_number_is_used(NEW.register, NEW.jalali_year || '-' || infix
            || lpad(given::text, greatest(digits, length(given::text)), '0')) THEN
            RAISE EXCEPTION 'A register gives a number to a record, and none ahead.'
                USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS audit_numbersequence_used ON audit_numbersequence;
CREATE CONSTRAINT TRIGGER audit_numbersequence_used AFTER INSERT OR UPDATE ON audit_numbersequence
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_guard_number();
ALTER TABLE audit_numbersequence ENABLE ALWAYS TRIGGER audit_numbersequence_used;

CREATE OR REPLACE TRIGGER audit_numbersequence_moves_on
    BEFORE UPDATE OR DELETE ON audit_numbersequence
    FOR EACH ROW EXECUTE FUNCTION audit_numbers_move_on();
ALTER TABLE audit_numbersequence ENABLE ALWAYS TRIGGER audit_numbersequence_moves_on;

-- Asked at the end of the transaction, when the register was raised; the last of the guards.
CREATE OR REPLACE FUNCTION audit_guard_given() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    number text := to_jsonb(NEW) ->> TG_ARGV[0];
    parts text[] := regexp_match(number, '^([0-9]{4})-' || audit_infix(TG_ARGV[1])
        || '([0-9]{3,9})$');
BEGIN
    IF accounts_is_loader(TG_RELID) OR EXISTS (
        SELECT FROM public.audit_numbersequence given
        WHERE given.register = TG_ARGV[1] AND given.jalali_year = parts[1]::integer
          AND given.last >= parts[2]::integer
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The number of a record is one that its register has given.'
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE FUNCTION audit_keep_numbers(guarded regclass, number text, register text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS zz_given_number ON %s', guarded);
    EXECUTE format('CREATE CONSTRAINT TRIGGER zz_given_number AFTER INSERT OR UPDATE OF %I ON %s'
        ' DEFERRABLE INITIALLY DEFERRED FOR EACH ROW'
        ' EXECUTE FUNCTION public.audit_guard_given(%L, %L)', number, guarded, number, register);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zz_given_number', guarded);
END $$;
COMMENT ON FUNCTION audit_keep_numbers(regclass, text, text) IS
    'Let the records of a table have numbers of a register only.';
REVOKE EXECUTE ON FUNCTION audit_keep_numbers(regclass, text, text) FROM PUBLIC;

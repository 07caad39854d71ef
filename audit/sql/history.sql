-- The history and the registers of record numbers only grow, whoever writes the SQL.

CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'The history is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'raise_exception';
END $$;

CREATE OR REPLACE TRIGGER audit_auditevent_append_only
    BEFORE UPDATE OR DELETE ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER audit_auditevent_append_only;

CREATE OR REPLACE TRIGGER audit_auditevent_no_truncate
    BEFORE TRUNCATE ON audit_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER audit_auditevent_no_truncate;

CREATE OR REPLACE TRIGGER audit_auditstream_no_truncate
    BEFORE TRUNCATE ON audit_auditstream
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_auditstream ENABLE ALWAYS TRIGGER audit_auditstream_no_truncate;

CREATE OR REPLACE TRIGGER audit_touch_append_only BEFORE UPDATE OR DELETE ON audit_touch
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_touch ENABLE ALWAYS TRIGGER audit_touch_append_only;

CREATE OR REPLACE TRIGGER audit_touch_no_truncate BEFORE TRUNCATE ON audit_touch
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_touch ENABLE ALWAYS TRIGGER audit_touch_no_truncate;

-- The head of a stream names its own last event.
CREATE OR REPLACE FUNCTION audit_head_moves_on() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.sequence < OLD.sequence OR NEW.name <> OLD.name THEN
        RAISE EXCEPTION 'The head of the history only moves on.';
    END IF;
    IF (NEW.sequence, NEW.head) <> (OLD.sequence, OLD.head) AND NOT EXISTS (
        SELECT FROM audit_auditevent
        WHERE stream = NEW.name AND sequence = NEW.sequence AND hash = NEW.head
    ) THEN
        RAISE EXCEPTION 'The head of the history names its last event.';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER audit_auditstream_moves_on
    BEFORE UPDATE OR DELETE ON audit_auditstream
    FOR EACH ROW EXECUTE FUNCTION audit_head_moves_on();
ALTER TABLE audit_auditstream ENABLE ALWAYS TRIGGER audit_auditstream_moves_on;

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

CREATE OR REPLACE FUNCTION audit_guard_number() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    infix text := CASE NEW.register WHEN 'review' THEN 'F-' WHEN 'reminder' THEN 'T-'
        WHEN 'notice' THEN 'N-' ELSE '' END;
    digits integer := CASE NEW.register WHEN 'contract' THEN 4 WHEN 'review' THEN 3
        WHEN 'reminder' THEN 3 ELSE 5 END;
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT audit_number_is_used(NEW.register,
        NEW.jalali_year || '-' || infix
        || lpad(NEW.last::text, greatest(digits, length(NEW.last::text)), '0')) THEN
        RAISE EXCEPTION 'A register gives a number to a record, and none ahead.'
            USING ERRCODE = 'check_violation';
    END IF;
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

-- Locks the register, then the head of the stream, and returns the next number. It reads and
-- writes with the rights of its caller.
CREATE OR REPLACE FUNCTION audit_open(
    kept_in text, in_year integer, told_in text
) RETURNS TABLE (last integer, name text, sequence bigint, hash text)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    given integer;
BEGIN
    INSERT INTO public.audit_numbersequence AS numbers (register, jalali_year, last)
    VALUES (kept_in, in_year, 1)
    ON CONFLICT (register, jalali_year) DO UPDATE SET last = numbers.last + 1
    RETURNING numbers.last INTO given;
    LOOP
        RETURN QUERY
            SELECT given, told_in, stream.sequence, stream.head::text
            FROM public.audit_auditstream stream WHERE stream.name = told_in FOR UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO public.audit_auditstream (name, sequence, head) VALUES (told_in, 0, '')
        ON CONFLICT DO NOTHING;
    END LOOP;
END $$;

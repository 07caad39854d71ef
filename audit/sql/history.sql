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

-- A stream begins empty, and its head names its own last event.
CREATE OR REPLACE FUNCTION audit_head_moves_on() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.sequence <> 0 OR NEW.head <> '' THEN
            RAISE EXCEPTION 'A stream of the history begins at 0.';
        END IF;
        RETURN NEW;
    END IF;
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
    BEFORE INSERT OR UPDATE OR DELETE ON audit_auditstream
    FOR EACH ROW EXECUTE FUNCTION audit_head_moves_on();
ALTER TABLE audit_auditstream ENABLE ALWAYS TRIGGER audit_auditstream_moves_on;

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

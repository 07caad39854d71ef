-- A letter is written once; afterwards only its opening by the office is recorded.

CREATE OR REPLACE FUNCTION notices_guard_letter() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A numbered letter is not deleted.' USING ERRCODE = 'check_violation';
    END IF;
    IF to_jsonb(OLD) - ARRAY['opened_at', 'updated_at']
       IS DISTINCT FROM to_jsonb(NEW) - ARRAY['opened_at', 'updated_at']
       OR (OLD.opened_at IS NOT NULL AND NEW.opened_at IS DISTINCT FROM OLD.opened_at) THEN
        RAISE EXCEPTION 'The words of a letter are frozen when it is numbered.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER notices_letter_frozen BEFORE UPDATE OR DELETE ON notices_letter
    FOR EACH ROW EXECUTE FUNCTION notices_guard_letter();
ALTER TABLE notices_letter ENABLE ALWAYS TRIGGER notices_letter_frozen;

-- A way of a letter is recorded now: what was shown in the portal arrived today, and a receipt is
-- of a day between that of the letter and today (notices.actions.receipts).
CREATE OR REPLACE FUNCTION notices_guard_dispatch() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.proven_at NOT BETWEEN pishkhan_now() - interval '1 hour'
            AND pishkhan_now() + interval '5 minutes'
       OR NEW.proven_on > pishkhan_today()
       OR (NEW.channel <> 'paper' AND NEW.proven_on < pishkhan_today())
       OR NEW.proven_on < (SELECT issued_on FROM notices_letter WHERE id = NEW.letter_id) THEN
        RAISE EXCEPTION 'A letter arrives between its own day and today, in the portal today.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER notices_dispatch_dated BEFORE INSERT ON notices_dispatch
    FOR EACH ROW EXECUTE FUNCTION notices_guard_dispatch();
ALTER TABLE notices_dispatch ENABLE ALWAYS TRIGGER notices_dispatch_dated;

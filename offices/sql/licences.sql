-- Licences: the moves between their states, their days and their immutable text.

CREATE OR REPLACE FUNCTION offices_guard_licence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('valid', 'cancelled'),
        ('valid', 'expired'),
        ('valid', 'renewal_requested'),
        ('valid', 'renewed'),
        ('valid', 'suspended'),
        ('valid', 'transferred'),
        ('renewal_requested', 'cancelled'),
        ('renewal_requested', 'expired'),
        ('renewal_requested', 'renewed'),
        ('renewal_requested', 'suspended'),
        ('renewal_requested', 'valid'),
        ('suspended', 'cancelled'),
        ('suspended', 'expired'),
        ('suspended', 'valid'),
        ('expired', 'renewed')
    ) THEN
        RAISE EXCEPTION 'A licence does not go from % to %.', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER offices_licence_guard BEFORE UPDATE OF state ON offices_licence
    FOR EACH ROW EXECUTE FUNCTION offices_guard_licence();
ALTER TABLE offices_licence ENABLE ALWAYS TRIGGER offices_licence_guard;

-- A licence runs out only after its last day.
CREATE OR REPLACE FUNCTION offices_guard_licence_days() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'A licence has not yet come to this state.'
        USING ERRCODE = 'check_violation';
END $$;

-- A licence may be issued for days to come; it may not end on one.
CREATE OR REPLACE TRIGGER offices_licence_over BEFORE INSERT OR UPDATE ON offices_licence
    FOR EACH ROW WHEN (
        (NEW.state = 'expired' AND NOT NEW.expires_on < pishkhan_today())
        OR (NEW.state = 'cancelled' AND NEW.ended_on > pishkhan_today())
        OR (NEW.state <> 'valid' AND NEW.state_since > pishkhan_today())
    )
    EXECUTE FUNCTION offices_guard_licence_days();
ALTER TABLE offices_licence ENABLE ALWAYS TRIGGER offices_licence_over;

-- Number, office, holder and dates of a licence are never rewritten. How it ended is written
-- once, with the move of its state.
CREATE OR REPLACE FUNCTION offices_keep_licence() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told text := '';
BEGIN
    IF TG_OP = 'DELETE' THEN
        told := 'A licence is history; it is not deleted.';
    ELSIF (NEW.public_id, NEW.number, NEW.office_id, NEW.holder_id, NEW.issued_on,
           NEW.expires_on, NEW.previous_id, NEW.source_list_id)
          IS DISTINCT FROM (OLD.public_id, OLD.number, OLD.office_id, OLD.holder_id,
           OLD.issued_on, OLD.expires_on, OLD.previous_id, OLD.source_list_id) THEN
        told := 'A licence keeps its number, holder and dates; what follows is another one.';
    ELSIF OLD.ended_on IS NOT NULL AND NEW.ended_on IS DISTINCT FROM OLD.ended_on THEN
        told := 'The last day of an ended licence stays.';
    ELSIF NEW.state = OLD.state
          AND (NEW.ended_on, NEW.state_since, NEW.suspended_until, NEW.document_no,
               NEW.document_on)
          IS DISTINCT FROM (OLD.ended_on, OLD.state_since, OLD.suspended_until,
               OLD.document_no, OLD.document_on) THEN
        told := 'What a licence came to is written with its state.';
    END IF;
    IF told <> '' THEN
        RAISE EXCEPTION '%', told USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the moves, whose message
-- says more.
CREATE OR REPLACE TRIGGER offices_licence_kept BEFORE UPDATE OR DELETE ON offices_licence
    FOR EACH ROW EXECUTE FUNCTION offices_keep_licence();
ALTER TABLE offices_licence ENABLE ALWAYS TRIGGER offices_licence_kept;

-- Whether a licence lets an office work on a day; the same as `Licence.objects.valid_on`. One that
-- is renewed or transferred from a day to come lets it work until then.
CREATE OR REPLACE FUNCTION offices_is_licensed(office bigint, day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.offices_licence
        WHERE office_id = office
          AND state IN ('valid', 'renewal_requested', 'renewed', 'transferred')
          AND issued_on <= day AND least(expires_on, ended_on) >= day)
$$;

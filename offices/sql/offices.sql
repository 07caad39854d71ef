-- Offices: the moves between their states; the code of an office never changes.

CREATE OR REPLACE FUNCTION offices_guard_office() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.code <> OLD.code AND OLD.state <> 'draft' THEN
        RAISE EXCEPTION 'The code of an office stays once it was active.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'active'),
        ('draft', 'revoked'),
        ('active', 'closed'),
        ('active', 'inactive'),
        ('active', 'revoked'),
        ('active', 'suspended'),
        ('active', 'temporarily_closed'),
        ('temporarily_closed', 'active'),
        ('temporarily_closed', 'inactive'),
        ('temporarily_closed', 'revoked'),
        ('inactive', 'active'),
        ('inactive', 'revoked'),
        ('inactive', 'suspended'),
        ('suspended', 'active'),
        ('suspended', 'revoked')
    ) THEN
        RAISE EXCEPTION 'An office does not go from % to %.', OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER offices_office_guard BEFORE UPDATE OF state, code ON offices_office
    FOR EACH ROW EXECUTE FUNCTION offices_guard_office();
ALTER TABLE offices_office ENABLE ALWAYS TRIGGER offices_office_guard;

-- The association declares a member; the office or the secretariat confirms it, and sight begins.
CREATE OR REPLACE FUNCTION offices_guard_member() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    confirmer bigint := nullif(current_setting('app.user_id', true), '')::bigint;
    moment timestamptz := pishkhan_now();
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND (
        NOT coalesce(
            accounts_holds_at(confirmer, 'secretariat', NULL, moment)
            OR accounts_holds_at(confirmer, 'operator', NEW.public_id, moment), false)
        OR coalesce(accounts_same_person(confirmer, OLD.membership_declared_by), false)
    ) THEN
        RAISE EXCEPTION 'A membership is confirmed by the office or the secretariat.'
            USING ERRCODE = 'check_violation';
    END IF;
    -- What the secretariat writes into the register answers the declaration, too.
    NEW.membership_declared_on := NULL;
    NEW.membership_declared_by := NULL;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER offices_office_member BEFORE UPDATE OF is_member ON offices_office
    FOR EACH ROW WHEN (NEW.is_member AND NOT OLD.is_member)
    EXECUTE FUNCTION offices_guard_member();
ALTER TABLE offices_office ENABLE ALWAYS TRIGGER offices_office_member;

-- A state that has ended stays on record, and none is deleted.
CREATE OR REPLACE FUNCTION offices_keep_interval() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kept text[] := '{ends_on,updated_at}';
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ends_on IS NOT NULL OR NEW.office_id <> OLD.office_id
       OR NEW.starts_on <> OLD.starts_on THEN
        RAISE EXCEPTION 'The past states of an office stay as they were.'
            USING ERRCODE = 'check_violation';
    END IF;
    -- On its first day another state takes its place; what it rests on stays with the state.
    IF NOT accounts_is_loader(TG_RELID)
       AND to_jsonb(NEW) - kept IS DISTINCT FROM to_jsonb(OLD) - kept
       AND (NEW.starts_on <> pishkhan_today() OR NEW.state = OLD.state
            OR NEW.ends_on IS NOT NULL) THEN
        RAISE EXCEPTION 'A state of an office is replaced on its first day alone.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER offices_officestateinterval_kept
    BEFORE UPDATE OR DELETE ON offices_officestateinterval
    FOR EACH ROW EXECUTE FUNCTION offices_keep_interval();
ALTER TABLE offices_officestateinterval ENABLE ALWAYS TRIGGER offices_officestateinterval_kept;

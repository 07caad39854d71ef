-- A guarantee stays as its issuer wrote it: only its state moves, and only forward.

CREATE OR REPLACE FUNCTION contracts_keep_guarantee() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM contracts_refuse('A guarantee is given back or called, never deleted.');
    ELSIF (NEW.contract_id, NEW.kind, NEW.number, NEW.issuer, NEW.amount, NEW.expires_on,
           NEW.excess_reason)
          IS DISTINCT FROM
          (OLD.contract_id, OLD.kind, OLD.number, OLD.issuer, OLD.amount, OLD.expires_on,
           OLD.excess_reason) THEN
        PERFORM contracts_refuse('A guarantee is not rewritten; another one takes its place.');
    ELSIF NOT (
        OLD.state = NEW.state
        OR OLD.state = 'held' AND NEW.state IN ('expired', 'released', 'called')
        OR OLD.state = 'expired' AND NEW.state = 'released'
    ) THEN
        PERFORM contracts_refuse('A guarantee does not come back.');
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE OR REPLACE TRIGGER contracts_guarantee_kept BEFORE UPDATE OR DELETE ON contracts_guarantee
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_guarantee();
ALTER TABLE contracts_guarantee ENABLE ALWAYS TRIGGER contracts_guarantee_kept;

-- The articles of a contract are written while it is a draft, or once while it is in force.

CREATE OR REPLACE FUNCTION contracts_guard_articles() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM written JOIN contracts_contract held ON held.id = written.contract_id
        WHERE held.state NOT IN ('draft', 'active', 'suspended', 'termination_notice')
           OR (held.state <> 'draft' AND EXISTS (
                SELECT FROM contracts_contractarticle known
                WHERE known.contract_id = held.id
                  AND NOT EXISTS (SELECT FROM written one WHERE one.id = known.id)))
    ) THEN
        PERFORM contracts_refuse('The text of a contract is written before it is signed, or once.');
    END IF;
    IF EXISTS (
        SELECT FROM written JOIN contracts_contract held ON held.id = written.contract_id
        WHERE written.is_transcript <> (held.state <> 'draft')
    ) THEN
        PERFORM contracts_refuse('A text that is written after the signature is a transcript.');
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER contracts_article_written AFTER INSERT ON contracts_contractarticle
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT
    EXECUTE FUNCTION contracts_guard_articles();
ALTER TABLE contracts_contractarticle ENABLE ALWAYS TRIGGER contracts_article_written;

CREATE OR REPLACE FUNCTION contracts_keep_articles() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM contracts_contract held
        WHERE held.id = OLD.contract_id AND held.state = 'draft'
    ) THEN
        RETURN OLD;
    END IF;
    PERFORM contracts_refuse('A signed text is neither changed nor deleted.');
    RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER contracts_article_kept
    BEFORE UPDATE OR DELETE ON contracts_contractarticle
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_articles();
ALTER TABLE contracts_contractarticle ENABLE ALWAYS TRIGGER contracts_article_kept;

-- A role for an agency is given for one that there is (accounts/sql/grants.sql).

CREATE OR REPLACE TRIGGER agencies_rolegrant_scope BEFORE INSERT ON accounts_rolegrant
    FOR EACH ROW WHEN (NEW.scope_kind = 'agency')
    EXECUTE FUNCTION accounts_guard_scope('agencies_agency', 'agency');
ALTER TABLE accounts_rolegrant ENABLE ALWAYS TRIGGER agencies_rolegrant_scope;

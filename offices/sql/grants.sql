-- A role for an office is given for one that there is (accounts/sql/grants.sql).

CREATE OR REPLACE TRIGGER offices_rolegrant_scope BEFORE INSERT ON accounts_rolegrant
    FOR EACH ROW WHEN (NEW.scope_kind = 'office')
    EXECUTE FUNCTION accounts_guard_scope('offices_office', 'office');
ALTER TABLE accounts_rolegrant ENABLE ALWAYS TRIGGER offices_rolegrant_scope;

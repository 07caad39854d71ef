-- Four eyes means two persons, not two accounts (docs/adr/0005-persons.md).

-- For guards. The body is bound when it is made, so that no search path puts another table there.
CREATE OR REPLACE FUNCTION accounts_same_person(one bigint, other bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN one = other OR EXISTS (
    SELECT 1 FROM public.accounts_user mine
    JOIN public.accounts_user theirs ON theirs.person_key = mine.person_key
    WHERE mine.id = one AND theirs.id = other AND mine.person_key <> ''
);
COMMENT ON FUNCTION accounts_same_person(bigint, bigint) IS
    'Whether two accounts belong to one person; an unknown person is the account alone.';

-- As `accounts.persons.accounts_of`: read first, where what is asked of each account costs more.
CREATE OR REPLACE FUNCTION accounts_of(person bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE ROWS 2 SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT account.id FROM public.accounts_user own
    JOIN public.accounts_user account ON account.id = own.id
      OR (own.person_key <> '' AND account.person_key = own.person_key)
    WHERE own.id = person
$$;
COMMENT ON FUNCTION accounts_of(bigint) IS
    'All accounts of the person who has this one; an unknown person has this one alone.';

CREATE OR REPLACE FUNCTION accounts_keep_person() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Whose account it is may be corrected, not forgotten.'
        USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE TRIGGER accounts_user_person_kept BEFORE UPDATE OF person_key ON accounts_user
    FOR EACH ROW WHEN (OLD.person_key <> '' AND NEW.person_key = '')
    EXECUTE FUNCTION accounts_keep_person();
ALTER TABLE accounts_user ENABLE ALWAYS TRIGGER accounts_user_person_kept;

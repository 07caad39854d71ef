-- Who is written as having done something held a role for it at that moment (DECISIONS 36).
--
-- `accounts_ask` is called by the `asked.sql` of each app, once for a column that names an account.
-- Its moment is a column with a day or a moment, or '' for now. Each further argument is a role and
-- where it is held:
--
--     '*'                                          any role, anywhere
--     'secretariat'                                a role of the province
--     'operator@*'                                 a role, of any office or agency
--     'operator@office_id>offices_office'          of the record that a column leads to, or
--     'operator@case_id>violations_case.office_id>offices_office'   further on from there
--     '=reporter_id'                               the person whom a column names
--
-- `system` is the clock's account, which holds no role.

CREATE OR REPLACE FUNCTION accounts_scope_of(held jsonb, path text) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    steps text[] := string_to_array(path, '>');
    link text := held ->> steps[1];
    step text;
BEGIN
    FOREACH step IN ARRAY steps[2:] LOOP
        EXECUTE format('SELECT %I::text FROM public.%I WHERE id = $1',
            coalesce(nullif(split_part(step, '.', 2), ''), 'public_id'), split_part(step, '.', 1))
        INTO link USING link::bigint;
    END LOOP;
    RETURN link::uuid;
END $$;

CREATE OR REPLACE FUNCTION accounts_holds_any(
    account bigint, wanted text, moment timestamptz
) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN EXISTS (
    SELECT FROM public.accounts_rolegrant held
    JOIN public.accounts_user holder ON holder.id = held.user_id
    WHERE held.user_id = account AND wanted IN ('*', held.role) AND holder.is_active
      AND public.accounts_in_force(held.starts_on, held.ends_on, held.ended_at, moment)
      AND (holder.person_key <> '' OR NOT public.accounts_decides(held.role))
);
COMMENT ON FUNCTION accounts_holds_any(bigint, text, timestamptz) IS
    'Whether an account had a grant of this role, or with * of any role, anywhere at a moment.';

-- Whether an account held one of the roles, as `accounts_ask` writes them, for a row at a moment.
CREATE OR REPLACE FUNCTION accounts_held_one(
    account bigint, roles text[], written jsonb, moment timestamptz
) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wanted text;
    role_name text;
    place text;
BEGIN
    FOREACH wanted IN ARRAY roles LOOP
        role_name := split_part(wanted, '@', 1);
        place := split_part(wanted, '@', 2);
        IF starts_with(wanted, '=') THEN
            IF accounts_same_person(account, (written ->> substr(wanted, 2))::bigint) THEN
                RETURN true;
            END IF;
        ELSIF role_name = 'system' THEN
            IF EXISTS (SELECT FROM accounts_user
                       WHERE id = account AND username = 'system') THEN
                RETURN true;
            END IF;
        ELSIF role_name = '*' OR place = '*' THEN
            IF accounts_holds_any(account, role_name, moment) THEN
                RETURN true;
            END IF;
        ELSIF accounts_holds_at(account, role_name,
                CASE WHEN place <> '' THEN accounts_scope_of(written, place) END, moment)
              AND (place = '' OR accounts_scope_of(written, place) IS NOT NULL) THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;

CREATE OR REPLACE FUNCTION accounts_guard_doer() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written jsonb := to_jsonb(NEW);
    account bigint := (written ->> TG_ARGV[0])::bigint;
    dated text := written ->> TG_ARGV[1];
    moment timestamptz;
BEGIN
    -- The owner of an installation loads what nobody who has a role did.
    IF accounts_nobodys(account, TG_RELID) OR (accounts_is_loader(TG_RELID) AND EXISTS (
        SELECT FROM accounts_user WHERE id = account AND username = 'system')) THEN
        RETURN NEW;
    END IF;
    moment := CASE WHEN dated IS NULL THEN pishkhan_now()
        WHEN length(dated) = 10 THEN accounts_moment(dated::date) ELSE dated::timestamptz END;
    IF NOT accounts_held_one(account, TG_ARGV[2:], written, moment) THEN
        RAISE EXCEPTION '% of % names nobody who held a role for it at that moment.',
            TG_ARGV[0], TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: these after the guards of the record itself, whose
-- messages say more.
CREATE OR REPLACE FUNCTION accounts_ask(
    guarded regclass, person text, moment text, VARIADIC roles text[]
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    listed text := (SELECT string_agg(quote_literal(value), ', ')
        FROM unnest(ARRAY[person, moment] || roles) AS value);
    operation text;
    name text;
    condition text;
BEGIN
    FOREACH operation IN ARRAY ARRAY['INSERT', 'UPDATE'] LOOP
        name := 'zx_asked_' || lower(operation) || '_' || person;
        condition := format('NEW.%I IS NOT NULL', person) || CASE operation
            WHEN 'UPDATE' THEN format(' AND NEW.%1$I IS DISTINCT FROM OLD.%1$I', person)
            ELSE '' END;
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE %s ON %s FOR EACH ROW WHEN (%s)'
            ' EXECUTE FUNCTION public.accounts_guard_doer(%s)',
            name, operation, guarded, condition, listed);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', guarded, name);
    END LOOP;
END $$;
COMMENT ON FUNCTION accounts_ask(regclass, text, text, text[]) IS
    'Ask of whom a column names whether a role was held for it at that moment.';
REVOKE EXECUTE ON FUNCTION accounts_ask(regclass, text, text, text[]) FROM PUBLIC;

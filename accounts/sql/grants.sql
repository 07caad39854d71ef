-- Grants of roles: they are never rewritten, and guards ask who held which role at a moment.

-- The loader of samples and tests writes of past days: whoever owns the table. The role that serves
-- people owns none, which the check of a production installation asks.
CREATE OR REPLACE FUNCTION accounts_is_loader(relation oid) RETURNS boolean
LANGUAGE sql STABLE
RETURN EXISTS (
    SELECT FROM pg_catalog.pg_class
    WHERE pg_class.oid = relation AND pg_catalog.pg_has_role(current_user, relowner, 'MEMBER')
);
COMMENT ON FUNCTION accounts_is_loader(oid) IS
    'Whether the present role owns a table, so that it may write what happened on another day.';

CREATE OR REPLACE FUNCTION accounts_in_force(
    starts_on date, ends_on date, ended_at timestamptz, moment timestamptz
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN starts_on <= (moment AT TIME ZONE 'Asia/Tehran')::date
    AND (ends_on IS NULL OR ends_on >= (moment AT TIME ZONE 'Asia/Tehran')::date)
    AND (ended_at IS NULL OR ended_at > moment);
COMMENT ON FUNCTION accounts_in_force(date, date, timestamptz, timestamptz) IS
    'Whether a grant with these columns is in force at a moment: the only definition in SQL.';

CREATE OR REPLACE FUNCTION accounts_moment(day date) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN day = (pishkhan_now() AT TIME ZONE 'Asia/Tehran')::date
    THEN pishkhan_now() ELSE day::timestamp AT TIME ZONE 'Asia/Tehran' END;
COMMENT ON FUNCTION accounts_moment(date) IS
    'The moment that counts for a day: now for today, the first moment of any other day.';

-- Who has one of these decides about an office, a contract, the rules, or who decides:
-- `accounts.roles.DECIDING_ROLES`. They rest while nobody said whose account it is.
CREATE OR REPLACE FUNCTION accounts_decides(role text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN role IN (
    'deputy', 'secretariat', 'committee_chair', 'committee_member', 'agency_manager',
    'agency_appeal', 'platform_admin');

-- Given on a letter with number and day: `accounts.roles.LETTER_ROLES`.
CREATE OR REPLACE FUNCTION accounts_needs_letter(role text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN accounts_decides(role)
    OR role IN ('operator', 'agency_clerk', 'association', 'county_rep');

-- What a role is given for: `accounts.roles.SCOPE_OF`. The role of the clock is given to nobody.
CREATE OR REPLACE FUNCTION accounts_scope_kind(role text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN role IN ('deputy', 'expert', 'secretariat', 'committee_chair', 'committee_member',
        'auditor') THEN 'province'
    WHEN role = 'county_rep' THEN 'county'
    WHEN role IN ('agency_manager', 'agency_clerk', 'agency_appeal') THEN 'agency'
    WHEN role = 'operator' THEN 'office'
    WHEN role = 'association' THEN 'association'
    WHEN role = 'platform_admin' THEN 'platform' END;

-- A role for a record of an app above is given for one that there is. Arguments: the table, and
-- what its rows are called. The apps above attach it to their kind of scope (their grants.sql).
CREATE OR REPLACE FUNCTION accounts_guard_scope() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    is_there boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE public_id = $1)', TG_ARGV[0])
        INTO is_there USING NEW.scope_id;
    IF NOT is_there AND NOT accounts_is_loader(TG_RELID) THEN
        RAISE EXCEPTION 'There is no % of this role.', TG_ARGV[1]
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- For guards. The body is bound when it is made, so that no search path puts another table there.
CREATE OR REPLACE FUNCTION accounts_holds_at(
    account bigint, wanted text, scope uuid, moment timestamptz
) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN EXISTS (
    SELECT FROM public.accounts_rolegrant held
    JOIN public.accounts_user holder ON holder.id = held.user_id
    WHERE held.user_id = account AND held.role = wanted
      AND held.scope_id IS NOT DISTINCT FROM scope
      AND public.accounts_in_force(held.starts_on, held.ends_on, held.ended_at, moment)
      AND holder.is_active
      AND (holder.person_key <> '' OR NOT public.accounts_decides(held.role))
);
COMMENT ON FUNCTION accounts_holds_at(bigint, text, uuid, timestamptz) IS
    'Whether an account had a grant of this role for this scope at a moment, and may act in it.';

CREATE OR REPLACE FUNCTION accounts_holds(account bigint, wanted text, scope uuid, day date)
RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN public.accounts_holds_at(account, wanted, scope, public.accounts_moment(day));
COMMENT ON FUNCTION accounts_holds(bigint, text, uuid, date) IS
    'Whether an account had a grant of this role for this scope on a day, both ends included.';

CREATE OR REPLACE FUNCTION accounts_nobodys(account bigint, relation oid) RETURNS boolean
LANGUAGE sql STABLE
RETURN NOT EXISTS (SELECT FROM public.accounts_user WHERE id = account)
    AND EXISTS (
        SELECT FROM pg_catalog.pg_class WHERE pg_class.oid = relation
          AND pg_catalog.pg_has_role(current_user, relowner, 'MEMBER')
    );
COMMENT ON FUNCTION accounts_nobodys(bigint, oid) IS
    'Whether the owner of a table writes an act of nobody who has an account: an older record.';

-- Who works for an agency neither runs an office, nor speaks for the offices, nor sits in the
-- committee: `accounts.roles.exclude_each_other` is the same in Python.
CREATE OR REPLACE FUNCTION accounts_exclude_each_other(one text, other text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (one IN ('agency_manager', 'agency_clerk', 'agency_appeal')
        AND other IN ('operator', 'association', 'committee_chair', 'committee_member'))
    OR (other IN ('agency_manager', 'agency_clerk', 'agency_appeal')
        AND one IN ('operator', 'association', 'committee_chair', 'committee_member'));

-- Grants of one person are compared one after the other, also those of two accounts.
CREATE OR REPLACE FUNCTION accounts_refuse_excluded(
    account bigint, person text, wanted text, first_on date, last_on date
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(
        hashtextextended('role of ' || coalesce(nullif(person, ''), account::text), 0));
    IF EXISTS (
        SELECT FROM accounts_rolegrant held JOIN accounts_user holder ON holder.id = held.user_id
        WHERE (holder.id = account OR (person <> '' AND holder.person_key = person))
          AND accounts_exclude_each_other(held.role, wanted) AND held.ended_at IS NULL
          AND daterange(held.starts_on, held.ends_on, '[]') && daterange(first_on, last_on, '[]')
    ) THEN
        RAISE EXCEPTION 'One person has no role of an agency beside one of an office,'
            ' the association or the committee.' USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION accounts_guard_person() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held accounts_rolegrant;
BEGIN
    IF NOT accounts_is_loader(TG_RELID) THEN
        FOR held IN SELECT * FROM accounts_rolegrant
            WHERE user_id = NEW.id AND ended_at IS NULL
              AND (ends_on IS NULL
                   OR ends_on >= (pishkhan_now() AT TIME ZONE 'Asia/Tehran')::date)
        LOOP
            PERFORM accounts_refuse_excluded(
                NEW.id, NEW.person_key, held.role, held.starts_on, held.ends_on);
        END LOOP;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER accounts_user_person_guarded
    BEFORE UPDATE OF person_key ON accounts_user
    FOR EACH ROW WHEN (NEW.person_key <> '' AND NEW.person_key <> OLD.person_key)
    EXECUTE FUNCTION accounts_guard_person();
ALTER TABLE accounts_user ENABLE ALWAYS TRIGGER accounts_user_person_guarded;

-- A grant begins today or later and is given by an admin to another person; a role that decides is
-- confirmed by a second admin. The first two admins of an installation are made by nobody; where
-- they are lost, the owner of the database makes others.
CREATE OR REPLACE FUNCTION accounts_guard_grant() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment timestamptz := pishkhan_now();
    person text;
    session_of text := coalesce(current_setting('app.user_id', true), '');
    decides boolean := accounts_decides(NEW.role);
    admins integer;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.starts_on < (moment AT TIME ZONE 'Asia/Tehran')::date
       OR abs(extract(epoch FROM NEW.created_at - moment)) > 300 OR NEW.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'A role begins on the day on which it is given, or later.'
            USING ERRCODE = 'check_violation';
    END IF;
    -- The agencies and offices that there are, the apps above know (their grants.sql).
    IF accounts_scope_kind(NEW.role) IS DISTINCT FROM NEW.scope_kind
       OR (NEW.scope_kind = 'association'
           AND NEW.scope_id <> '00000000-0000-7000-8000-000000000001')
       OR (NEW.scope_kind = 'county' AND NOT EXISTS (
           SELECT FROM territory_division WHERE level = 'county' AND public_id = NEW.scope_id
       )) THEN
        RAISE EXCEPTION 'A role is one of the province''s, and given for the scope that it has.'
            USING ERRCODE = 'check_violation';
    END IF;
    -- Locked, so that nobody records meanwhile whose account it is.
    SELECT person_key INTO person FROM accounts_user WHERE id = NEW.user_id FOR SHARE;
    PERFORM accounts_refuse_excluded(
        NEW.user_id, person, NEW.role, NEW.starts_on, NEW.ends_on);
    IF NEW.role = 'platform_admin' AND session_of = '' THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('first admins', 0));
        -- Of all grants ever given: whoever ends some, or shuts accounts out, opens no way back.
        SELECT count(DISTINCT held.user_id) INTO admins FROM accounts_rolegrant held
        WHERE held.role = 'platform_admin';
        IF admins < 2 THEN
            RETURN NEW;
        END IF;
    END IF;
    IF decides AND person = '' THEN
        RAISE EXCEPTION 'A role that decides is given to a known person.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.given_by IS NULL OR NEW.reason = '' THEN
        RAISE EXCEPTION 'A role is given by somebody, with a reason.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF accounts_needs_letter(NEW.role) AND (NEW.letter_no !~ '[0-9۰-۹٠-٩]' OR NEW.letter_on IS NULL)
       OR NEW.letter_on > (moment AT TIME ZONE 'Asia/Tehran')::date THEN
        RAISE EXCEPTION 'A role of one body rests on a letter with a number and a day.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF (decides AND NEW.confirmed_by IS NULL)
       OR coalesce(accounts_same_person(NEW.given_by, NEW.confirmed_by), false) THEN
        RAISE EXCEPTION 'A role that decides is given by one person and confirmed by another.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF accounts_same_person(NEW.given_by, NEW.user_id)
       OR coalesce(accounts_same_person(NEW.confirmed_by, NEW.user_id), false) THEN
        RAISE EXCEPTION 'Nobody gives a role to themselves.' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT accounts_holds_at(NEW.given_by, 'platform_admin', NULL, moment)
       OR (NEW.confirmed_by IS NOT NULL
           AND NOT accounts_holds_at(NEW.confirmed_by, 'platform_admin', NULL, moment)) THEN
        RAISE EXCEPTION 'A role is given by a platform admin.' USING ERRCODE = 'check_violation';
    END IF;
    IF session_of NOT IN ('', coalesce(NEW.confirmed_by, NEW.given_by)::text) THEN
        RAISE EXCEPTION 'Nobody gives a role under the name of another.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER accounts_rolegrant_given BEFORE INSERT ON accounts_rolegrant
    FOR EACH ROW EXECUTE FUNCTION accounts_guard_grant();
ALTER TABLE accounts_rolegrant ENABLE ALWAYS TRIGGER accounts_rolegrant_given;

-- How many persons are platform admins at this moment, without one of the grants.
CREATE OR REPLACE FUNCTION accounts_admins(without bigint DEFAULT NULL) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(DISTINCT coalesce(nullif(holder.person_key, ''), holder.id::text))
    FROM accounts_rolegrant held JOIN accounts_user holder ON holder.id = held.user_id
    WHERE held.role = 'platform_admin' AND held.id IS DISTINCT FROM without AND holder.is_active
      AND accounts_in_force(held.starts_on, held.ends_on, held.ended_at, pishkhan_now())
$$;
COMMENT ON FUNCTION accounts_admins(bigint) IS
    'How many persons are platform admins at this moment, without one of the grants.';

-- A grant is the ground of every decision of its holder: somebody may end it, now and by name, and
-- nothing else of it changes. Only the loader shortens its days.
CREATE OR REPLACE FUNCTION accounts_keep_grant() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    is_loader boolean := accounts_is_loader(TG_RELID);
    open_columns text[] := '{ended_at,ended_by,updated_at}'::text[]
        || CASE WHEN is_loader THEN '{ends_on}'::text[] ELSE '{}'::text[] END;
    moment timestamptz := pishkhan_now();
    is_ended boolean;
BEGIN
    IF TG_OP = 'DELETE'
       OR (to_jsonb(OLD) - open_columns) IS DISTINCT FROM (to_jsonb(NEW) - open_columns) THEN
        RAISE EXCEPTION 'A grant is kept as it was given; another one says what holds now.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.ends_on IS DISTINCT FROM OLD.ends_on
       AND (NEW.ends_on IS NULL OR NEW.ends_on > OLD.ends_on) THEN
        RAISE EXCEPTION 'A grant may end earlier, not later.' USING ERRCODE = 'check_violation';
    END IF;
    is_ended := (NEW.ended_at, NEW.ended_by) IS DISTINCT FROM (OLD.ended_at, OLD.ended_by);
    IF is_ended AND OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'A grant is ended once.' USING ERRCODE = 'check_violation';
    END IF;
    IF is_loader THEN
        RETURN NEW;
    END IF;
    IF is_ended AND OLD.role = 'platform_admin' AND accounts_admins(OLD.id) < 2 THEN
        RAISE EXCEPTION 'Two platform admins are left.' USING ERRCODE = 'check_violation';
    END IF;
    IF is_ended AND abs(extract(epoch FROM NEW.ended_at - moment)) > 300 THEN
        RAISE EXCEPTION 'A grant ends now, not in the past.'
            USING ERRCODE = 'check_violation';
    END IF;
    -- The deputy ends what was given before there was one, where it is not confirmed.
    IF is_ended AND NOT accounts_holds_at(NEW.ended_by, 'platform_admin', NULL, moment)
       AND NOT accounts_holds_at(NEW.ended_by, 'deputy', NULL, moment) THEN
        RAISE EXCEPTION 'A role is ended by a platform admin.' USING ERRCODE = 'check_violation';
    END IF;
    IF is_ended
       AND coalesce(current_setting('app.user_id', true), '') NOT IN ('', NEW.ended_by::text) THEN
        RAISE EXCEPTION 'Nobody ends a role under the name of another.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER accounts_rolegrant_kept BEFORE UPDATE OR DELETE ON accounts_rolegrant
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_grant();
ALTER TABLE accounts_rolegrant ENABLE ALWAYS TRIGGER accounts_rolegrant_kept;

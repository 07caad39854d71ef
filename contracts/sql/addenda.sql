-- An addendum: proposed by the agency, in force only with the acceptance of the office.

CREATE OR REPLACE FUNCTION contracts_addendum_edges() RETURNS TABLE (before text, after text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    VALUES
        ('proposed', 'accepted'),
        ('proposed', 'declined'),
        ('proposed', 'withdrawn'),
        ('proposed', 'lapsed'),
        ('accepted', 'proposed'),
        ('accepted', 'in_force'),
        ('accepted', 'declined'),
        ('accepted', 'lapsed')
$$;

CREATE OR REPLACE FUNCTION contracts_guard_proposal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.state <> 'proposed' OR NEW.proposed_by IS NULL
       OR NEW.proposed_on IS DISTINCT FROM pishkhan_today()
       OR (NEW.accepted_on, NEW.scan_id, NEW.contest_until, NEW.reconsider_until)
          IS DISTINCT FROM (NULL::date, NULL::bigint, NULL::date, NULL::date) THEN
        PERFORM contracts_refuse('An addendum is proposed first, on the day of its writing.');
    END IF;
    IF NEW.effective_on < pishkhan_today() THEN
        PERFORM contracts_refuse('The first day of an addendum is today or later.');
    END IF;
    IF NOT EXISTS (
        SELECT FROM contracts_contract WHERE id = NEW.contract_id AND state = 'active'
    ) THEN
        PERFORM contracts_refuse('An addendum changes an active contract.');
    END IF;
    IF (NEW.added_services <> '[]' OR NEW.after ? 'ends_on') AND NEW.standing_exception = ''
       AND EXISTS (
        SELECT FROM contracts_contract own
        JOIN contracts_contract ended
            ON ended.office_id = own.office_id AND ended.agency_id = own.agency_id
        WHERE own.id = NEW.contract_id AND ended.terminated_on IS NOT NULL
          AND (ended.origin = 'own' OR ended.confirmed_on IS NOT NULL)
    ) THEN
        PERFORM contracts_refuse(
            'A service or a longer term after a termination has the reason in spite of it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contractaddendum_proposed
    BEFORE INSERT ON contracts_contractaddendum
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_proposal();
ALTER TABLE contracts_contractaddendum ENABLE ALWAYS TRIGGER contracts_contractaddendum_proposed;

-- The acceptance: in the portal of today; or a paper that the agency enters with its scan today, by
-- another person than who proposed the addendum, with the whole time to contest it.
CREATE OR REPLACE FUNCTION contracts_check_agreed(addendum contracts_contractaddendum)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    county bigint;
BEGIN
    IF pishkhan_today() > addendum.effective_on THEN
        PERFORM contracts_refuse('An addendum is accepted by its first day.');
    END IF;
    SELECT county_id INTO county FROM contracts_contract WHERE id = addendum.contract_id;
    IF addendum.accepted_by IS NOT NULL THEN
        IF addendum.accepted_on <> pishkhan_today() THEN
            PERFORM contracts_refuse('An addendum is accepted on the day of the writing.');
        END IF;
        IF addendum.reconsider_until IS DISTINCT FROM (CASE
            WHEN addendum.effective_on > pishkhan_today()
            THEN workdays_due('mutual_end_withdrawal', pishkhan_today(), county) END) THEN
            PERFORM contracts_refuse('The office has its time to take an acceptance back.');
        END IF;
        RETURN;
    END IF;
    IF EXISTS (
        SELECT FROM contracts_contractaddendum
        WHERE contract_id = addendum.contract_id AND state = 'declined' AND scan_id IS NOT NULL
    ) THEN
        PERFORM contracts_refuse('After a contest the office accepts in the portal itself.');
    END IF;
    IF NOT EXISTS (
        SELECT FROM contracts_contractscan
        WHERE id = addendum.scan_id AND contract_id = addendum.contract_id
          AND kept_by = addendum.acceptance_entered_by
          AND kept_on BETWEEN addendum.proposed_on AND pishkhan_today()
    ) THEN
        PERFORM contracts_refuse('An acceptance on paper is entered with its scan.');
    END IF;
    IF accounts_same_person(addendum.proposed_by, addendum.acceptance_entered_by) THEN
        PERFORM contracts_refuse('An addendum is proposed and its paper entered by two persons.');
    END IF;
    IF addendum.accepted_on < addendum.proposed_on THEN
        PERFORM contracts_refuse('An addendum is accepted after it was proposed.');
    END IF;
    IF addendum.contest_until < workdays_due('window_after_entry', pishkhan_today(), county) THEN
        PERFORM contracts_refuse('The office has its time to contest a paper in its name.');
    END IF;
END $$;

-- The office withdraws an acceptance of its own before the addendum is in force, in its working
-- days; one on paper it contests.
CREATE OR REPLACE FUNCTION contracts_check_withdrawn(
    old contracts_contractaddendum, addendum contracts_contractaddendum
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF old.accepted_by IS NULL
       OR (addendum.accepted_on, addendum.accepted_by, addendum.acceptance_entered_by,
           addendum.contest_until, addendum.reconsider_until)
          IS DISTINCT FROM (NULL::date, NULL::bigint, NULL::bigint, NULL::date, NULL::date)
       OR addendum.scan_id IS DISTINCT FROM old.scan_id
       OR pishkhan_today() >= addendum.effective_on
       OR coalesce(pishkhan_today() > old.reconsider_until, true) THEN
        PERFORM contracts_refuse('This acceptance of an addendum is not withdrawn any more.');
    END IF;
END $$;

-- Whether another contract of the office with the agency has a service that the addendum adds.
CREATE OR REPLACE FUNCTION contracts_adds_covered_service(
    addendum contracts_contractaddendum, kontract contracts_contract
) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.contracts_contractservice line
        WHERE line.office_id = kontract.office_id AND line.agency_id = kontract.agency_id
          AND line.contract_id <> kontract.id AND line.state IN ('active', 'suspended',
              'termination_notice')
          AND addendum.added_services @> to_jsonb(line.service_id)
    )
$$;

-- Whether an addendum makes the term longer than any guarantee covers, where its agency asks for
-- one.
CREATE OR REPLACE FUNCTION contracts_outlasts_guarantees(
    addendum contracts_contractaddendum, kontract contracts_contract
) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT addendum.after ? 'ends_on' AND EXISTS (
        SELECT FROM public.agencies_agency WHERE id = kontract.agency_id AND requires_guarantee
    ) AND NOT EXISTS (
        SELECT FROM public.contracts_guarantee
        WHERE contract_id = kontract.id AND state = 'held'
          AND expires_on >= (addendum.after ->> 'ends_on')::date
    )
$$;

-- Whether an addendum makes the term longer, or adds a service, at an office that may not work.
CREATE OR REPLACE FUNCTION contracts_extends_unfit(
    addendum contracts_contractaddendum, kontract contracts_contract
) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (addendum.after ? 'ends_on' OR addendum.added_services <> '[]') AND NOT (EXISTS (
        SELECT FROM public.offices_office WHERE id = kontract.office_id AND state = 'active'
    ) AND public.offices_is_licensed(kontract.office_id, pishkhan_today()))
$$;

CREATE OR REPLACE FUNCTION contracts_check_closed(
    old contracts_contractaddendum, addendum contracts_contractaddendum
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kontract contracts_contract;
    house uuid;
BEGIN
    SELECT * INTO kontract FROM contracts_contract WHERE id = addendum.contract_id;
    SELECT public_id INTO house FROM offices_office WHERE id = kontract.office_id;
    IF addendum.state = 'declined' THEN
        IF accounts_holds(addendum.closed_by, 'operator', house, addendum.closed_on) IS NOT TRUE
           OR addendum.reason = '' THEN
            PERFORM contracts_refuse('An addendum is declined by the office, with its reason.');
        END IF;
        IF old.state = 'accepted' AND (old.contest_until IS NULL
            OR pishkhan_today() > old.contest_until) THEN
            PERFORM contracts_refuse('An acceptance on paper is contested in its time.');
        END IF;
    ELSIF addendum.state = 'withdrawn' THEN
        IF contracts_is_manager(
            kontract.agency_id, addendum.closed_by, addendum.closed_on) IS NOT TRUE THEN
            PERFORM contracts_refuse('An addendum is withdrawn by its own agency''s manager.');
        END IF;
    ELSIF old.state = 'proposed' AND pishkhan_today() <= addendum.effective_on THEN
        PERFORM contracts_refuse('An addendum waits for the office to the end of its first day.');
    ELSIF old.state = 'accepted' AND (pishkhan_today() < addendum.effective_on
          OR pishkhan_today() <= addendum.contest_until) THEN
        PERFORM contracts_refuse('An accepted addendum waits for the day on which it is in force.');
    ELSIF old.state = 'accepted' AND kontract.state = 'active'
          AND NOT contracts_adds_covered_service(addendum, kontract)
          AND NOT contracts_outlasts_guarantees(addendum, kontract)
          AND NOT contracts_extends_unfit(addendum, kontract) THEN
        PERFORM contracts_refuse('An accepted addendum of an active contract comes in force.');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION contracts_guard_addendum() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    open_columns text[] := '{state,accepted_on,accepted_by,acceptance_entered_by,scan_id,'
        'contest_until,reconsider_until,in_force_on,closed_on,closed_by,reason,updated_at}';
    moved_columns text[] := '{contest_until,reconsider_until,updated_at}';
BEGIN
    IF to_jsonb(OLD) - open_columns IS DISTINCT FROM to_jsonb(NEW) - open_columns THEN
        PERFORM contracts_refuse('What an addendum says is neither changed nor deleted.');
    END IF;
    IF (OLD.state, NEW.state) = ('accepted', 'accepted')
       AND to_jsonb(OLD) - moved_columns = to_jsonb(NEW) - moved_columns
       AND (NEW.reconsider_until IS NOT DISTINCT FROM OLD.reconsider_until AND workdays_moved(
                'addendum.contest', NEW.public_id, OLD.contest_until, NEW.contest_until)
            OR NEW.contest_until IS NOT DISTINCT FROM OLD.contest_until AND workdays_moved(
                'addendum.reconsider', NEW.public_id, OLD.reconsider_until,
                NEW.reconsider_until)) THEN
        RETURN NEW;
    END IF;
    IF NEW.state = OLD.state OR NOT EXISTS (
        SELECT FROM contracts_addendum_edges() edge
        WHERE edge.before = OLD.state AND edge.after = NEW.state
    ) THEN
        PERFORM contracts_refuse(
            format('An addendum does not go from %s to %s.', OLD.state, NEW.state));
    END IF;
    IF NEW.state NOT IN ('proposed', 'accepted')
       AND (NEW.accepted_on, NEW.accepted_by, NEW.acceptance_entered_by, NEW.scan_id,
            NEW.contest_until, NEW.reconsider_until)
       IS DISTINCT FROM (OLD.accepted_on, OLD.accepted_by, OLD.acceptance_entered_by,
            OLD.scan_id, OLD.contest_until, OLD.reconsider_until) THEN
        PERFORM contracts_refuse('The acceptance of an addendum stays.');
    END IF;
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.state = 'accepted' THEN
        PERFORM contracts_check_agreed(NEW);
    ELSIF NEW.state = 'proposed' THEN
        PERFORM contracts_check_withdrawn(OLD, NEW);
    ELSIF NEW.state = 'in_force' THEN
        IF NEW.in_force_on IS NULL
           OR NEW.in_force_on < NEW.effective_on OR NEW.in_force_on <= NEW.contest_until THEN
            PERFORM contracts_refuse('An addendum is in force from its first day, uncontested.');
        END IF;
        IF NOT EXISTS (
            SELECT FROM contracts_contract WHERE id = NEW.contract_id AND state = 'active'
        ) THEN
            PERFORM contracts_refuse('An addendum changes an active contract.');
        END IF;
        IF (SELECT contracts_outlasts_guarantees(NEW, kontract) FROM contracts_contract kontract
            WHERE id = NEW.contract_id) THEN
            PERFORM contracts_refuse('A guarantee covers the longer term of an addendum.');
        END IF;
        IF (SELECT contracts_extends_unfit(NEW, kontract) FROM contracts_contract kontract
            WHERE id = NEW.contract_id) THEN
            PERFORM contracts_refuse('A longer term begins at an active office with a licence.');
        END IF;
    ELSE
        PERFORM contracts_check_closed(OLD, NEW);
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contractaddendum_moves
    BEFORE UPDATE ON contracts_contractaddendum
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_addendum();
ALTER TABLE contracts_contractaddendum ENABLE ALWAYS TRIGGER contracts_contractaddendum_moves;

-- Notices of reviews and termination notices left unopened in the portal
-- (docs/adr/0059-unopened-notices.md), and the duties of agencies to serve them on paper.

-- Whether the notice of a review was issued and its service is still waited for.
CREATE OR REPLACE FUNCTION oversight_notice_waits(review oversight_terminationreview)
RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT review.state IN ('open', 'heard', 'escalated') AND review.issued_on IS NOT NULL
        AND review.served_on IS NULL AND review.heard_on IS NULL
$$;
COMMENT ON FUNCTION oversight_notice_waits(oversight_terminationreview) IS
    'Whether the service of the notice of a review is still waited for.';

CREATE OR REPLACE FUNCTION oversight_guard_unopened() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        PERFORM oversight_refuse('Only what waits in the portal is reminded of.');
    END IF;
    IF NOT oversight_notice_waits(NEW) OR NOT oversight_notice_waits(OLD)
       OR NEW.issued_on <> OLD.issued_on THEN
        PERFORM oversight_refuse('Only what waits in the portal is reminded of.');
    END IF;
    PERFORM workdays_check_unopened('review.paper_service', NEW.public_id, NEW.issued_on,
        NEW.county_id, coalesce((SELECT kind FROM agencies_agency WHERE id = NEW.agency_id), ''),
        false,
        ARRAY[OLD.notice_reminded_on, OLD.notice_reminded_again_on, OLD.notice_paper_since,
            OLD.notice_paper_due_on],
        ARRAY[NEW.notice_reminded_on, NEW.notice_reminded_again_on, NEW.notice_paper_since,
            NEW.notice_paper_due_on]);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_review_new_unopened
    BEFORE INSERT ON oversight_terminationreview
    FOR EACH ROW WHEN (
        coalesce(NEW.notice_reminded_on, NEW.notice_reminded_again_on, NEW.notice_paper_since,
            NEW.notice_paper_due_on) IS NOT NULL
    )
    EXECUTE FUNCTION oversight_guard_unopened();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_new_unopened;

CREATE OR REPLACE TRIGGER oversight_review_unopened
    BEFORE UPDATE ON oversight_terminationreview
    FOR EACH ROW WHEN (
        (NEW.notice_reminded_on, NEW.notice_reminded_again_on, NEW.notice_paper_since,
            NEW.notice_paper_due_on)
        IS DISTINCT FROM
        (OLD.notice_reminded_on, OLD.notice_reminded_again_on, OLD.notice_paper_since,
            OLD.notice_paper_due_on)
    )
    EXECUTE FUNCTION oversight_guard_unopened();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_unopened;

-- Of a contract or a review: since when its unopened notice waits to be served on paper, until
-- when, and the day on which it was served; all NULL while nothing is to be served on paper.
CREATE OR REPLACE FUNCTION oversight_paper_of(
    of_contract bigint, of_review bigint, OUT since date, OUT due_on date
)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT held.notice_paper_since, held.notice_paper_due_on
    FROM public.contracts_contract held
    WHERE held.id = of_contract AND held.notice_paper_since IS NOT NULL
      AND public.contracts_notice_waits(held)
    UNION ALL
    SELECT review.notice_paper_since, review.notice_paper_due_on
    FROM public.oversight_terminationreview review
    WHERE review.id = of_review AND review.notice_paper_since IS NOT NULL
      AND public.oversight_notice_waits(review)
$$;

-- Exactly one duty while a notice is to be served on paper. It is acted on as the notice is
-- served, and void as it waits no more; a refusal answers it. A notice that is withdrawn keeps no
-- day: its duty ends on the day of the server.
CREATE OR REPLACE FUNCTION oversight_place_paper_duty(
    of_contract bigint, of_review bigint, of_agency bigint, of_office bigint, served_on date,
    over_on date
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    paper record;
BEGIN
    SELECT * INTO paper FROM oversight_paper_of(of_contract, of_review);
    UPDATE oversight_duty duty SET
        state = CASE WHEN served_on IS NULL THEN 'void' ELSE 'acted' END,
        void_cause = CASE WHEN served_on IS NULL THEN 'called_off' ELSE '' END,
        ended_on = GREATEST(starts_on, coalesce(served_on, over_on, pishkhan_today())),
        updated_at = now()
    WHERE duty.kind = 'paper' AND duty.ended_on IS NULL
      AND (duty.contract_id = of_contract OR duty.review_id = of_review)
      AND duty.starts_on IS DISTINCT FROM paper.since;
    IF paper.since IS NULL THEN
        RETURN;
    END IF;
    UPDATE oversight_duty duty SET due_on = paper.due_on, updated_at = now()
    WHERE duty.kind = 'paper' AND duty.ended_on IS NULL
      AND (duty.contract_id = of_contract OR duty.review_id = of_review)
      AND duty.due_on IS DISTINCT FROM paper.due_on;
    INSERT INTO oversight_duty (created_at, updated_at, public_id, kind, agency_id, office_id,
        contract_id, review_id, starts_on, due_on, calendar_version, state, refusal_code,
        refusal_reason, refused_by_name, void_cause)
    SELECT now(), now(), gen_random_uuid(), 'paper', of_agency, of_office, of_contract, of_review,
        paper.since, paper.due_on, '', 'running', '', '', '', ''
    WHERE NOT EXISTS (
        SELECT FROM oversight_duty answered
        WHERE answered.kind = 'paper' AND answered.starts_on = paper.since
          AND (answered.contract_id = of_contract OR answered.review_id = of_review)
          AND answered.state = 'refused')
    ON CONFLICT DO NOTHING;
END $$;

CREATE OR REPLACE FUNCTION oversight_place_paper_of(of_contract bigint, of_review bigint)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held contracts_contract;
    review oversight_terminationreview;
BEGIN
    SELECT * INTO held FROM contracts_contract WHERE id = of_contract;
    IF FOUND THEN
        PERFORM oversight_place_paper_duty(held.id, NULL, held.agency_id, held.office_id,
            CASE WHEN held.notice_issued_on IS NOT NULL THEN held.notice_served_on END,
            held.ended_on);
    END IF;
    SELECT * INTO review FROM oversight_terminationreview WHERE id = of_review;
    IF FOUND THEN
        PERFORM oversight_place_paper_duty(NULL, review.id, review.agency_id, review.office_id,
            review.served_on, coalesce(review.heard_on, review.closed_on));
    END IF;
END $$;

CREATE OR REPLACE FUNCTION oversight_contract_noticed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_paper_of(NEW.id, NULL);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER oversight_contract_paper AFTER UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        coalesce(OLD.notice_paper_since, NEW.notice_paper_since) IS NOT NULL
        AND (OLD.notice_paper_since, OLD.notice_paper_due_on, OLD.notice_served_on,
            OLD.notice_issued_on, OLD.state)
        IS DISTINCT FROM (NEW.notice_paper_since, NEW.notice_paper_due_on, NEW.notice_served_on,
            NEW.notice_issued_on, NEW.state)
    )
    EXECUTE FUNCTION oversight_contract_noticed();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER oversight_contract_paper;

CREATE OR REPLACE FUNCTION oversight_review_noticed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_paper_of(NULL, NEW.id);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER oversight_review_paper AFTER UPDATE ON oversight_terminationreview
    FOR EACH ROW WHEN (
        coalesce(OLD.notice_paper_since, NEW.notice_paper_since) IS NOT NULL
        AND (OLD.notice_paper_since, OLD.notice_paper_due_on, OLD.served_on, OLD.heard_on,
            OLD.state)
        IS DISTINCT FROM (NEW.notice_paper_since, NEW.notice_paper_due_on, NEW.served_on,
            NEW.heard_on, NEW.state)
    )
    EXECUTE FUNCTION oversight_review_noticed();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_paper;

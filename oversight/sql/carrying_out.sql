-- What an agency has decided in a review and not carried out, and termination notices that have run
-- out: its duty to go on (docs/adr/0072-reviews-and-notices-to-their-end.md).

-- Whether what was decided in a review waits to be done to its contract. While an earlier
-- suspension runs, no other one begins.
CREATE OR REPLACE FUNCTION oversight_is_to_carry_out(review oversight_terminationreview)
RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF review.state <> 'decided' OR review.outcome NOT IN ('suspend', 'terminate')
       OR EXISTS (SELECT FROM contracts_endingproof
            WHERE kind = 'decided_review' AND source_id = review.public_id)
       OR NOT EXISTS (SELECT FROM contracts_contract held
            WHERE held.id = review.contract_id AND (held.state = 'active'
                OR held.state = 'suspended' AND review.outcome = 'terminate')) THEN
        RETURN false;
    END IF;
    RETURN oversight_review_fell(review.id) IS NULL;
END $$;

-- Exactly one duty while a decision waits to be carried out. It begins with the decision, or on the
-- day on which the contract lets it be carried out (again); a refusal answers it.
CREATE OR REPLACE FUNCTION oversight_place_carrying_out(wanted bigint[], since date)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF cardinality(wanted) = 0 THEN
        RETURN;
    END IF;
    UPDATE oversight_duty duty SET
        state = CASE WHEN past.acted_on IS NULL THEN 'void' ELSE 'acted' END,
        void_cause = CASE WHEN past.acted_on IS NULL THEN past.cause ELSE '' END,
        ended_on = GREATEST(duty.starts_on,
            coalesce(past.acted_on, past.over_on, pishkhan_today())),
        updated_at = now()
    FROM (
        SELECT owed.id,
            CASE review.public_id WHEN suspending.source_id THEN held.suspended_on
                WHEN ending.source_id THEN held.notice_issued_on END AS acted_on,
            coalesce(review.closed_on, held.ended_on) AS over_on,
            CASE WHEN review.state = 'superseded' OR oversight_review_fell(review.id) IS NOT NULL
                THEN 'overturned'
                WHEN held.state IN ('active', 'suspended', 'termination_notice') THEN 'waits'
                ELSE 'nothing_left' END AS cause
        FROM oversight_duty owed
        JOIN oversight_terminationreview review ON review.id = owed.review_id
        JOIN contracts_contract held ON held.id = review.contract_id
        LEFT JOIN contracts_endingproof suspending ON suspending.id = held.suspension_proof_id
        LEFT JOIN contracts_endingproof ending ON ending.id = held.ending_proof_id
        WHERE review.id = ANY(wanted) AND owed.kind = 'carry_out' AND owed.ended_on IS NULL
          AND NOT oversight_is_to_carry_out(review)
    ) past
    WHERE duty.id = past.id;

    INSERT INTO oversight_duty (created_at, updated_at, public_id, kind, agency_id, office_id,
        review_id, starts_on, calendar_version, state, refusal_code, refusal_reason,
        refused_by_name, void_cause)
    SELECT now(), now(), gen_random_uuid(), 'carry_out', review.agency_id, review.office_id,
        review.id, GREATEST(review.decided_on, since), '', 'running', '', '', '', ''
    FROM oversight_terminationreview review
    WHERE review.id = ANY(wanted) AND oversight_is_to_carry_out(review)
      AND NOT EXISTS (SELECT FROM oversight_duty answered
        WHERE answered.review_id = review.id AND answered.kind = 'carry_out'
          AND answered.state = 'refused')
    ON CONFLICT DO NOTHING;
END $$;

-- The day with which a served termination notice has run out: its last day, or that of the office's
-- waiver; NULL where none is served.
CREATE OR REPLACE FUNCTION oversight_notice_over_on(held contracts_contract) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT LEAST(held.notice_ends_on, (SELECT min(given_on) FROM public.contracts_waiver
        WHERE "window" = 'termination_notice' AND subject_id = held.notice_id
          AND office_id = held.office_id))
    WHERE held.state = 'termination_notice' AND held.notice_served_on IS NOT NULL
$$;

-- Exactly one duty from the service of a termination notice on, which begins as the notice runs
-- out: to end the contract, or to withdraw the notice. What is withdrawn before is called off; a
-- notice that lost its ground is overturned. A refusal answers it.
CREATE OR REPLACE FUNCTION oversight_place_ending(wanted bigint, is_baseless boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held contracts_contract;
    over_on date;
BEGIN
    SELECT * INTO held FROM contracts_contract WHERE id = wanted;
    over_on := oversight_notice_over_on(held);
    UPDATE oversight_duty duty SET
        state = past.state, ended_on = past.ended_on, updated_at = now(),
        void_cause = CASE past.state WHEN 'acted' THEN ''
            ELSE CASE WHEN is_baseless THEN 'overturned'
                WHEN held.state = 'termination_notice' THEN 'waits'
                WHEN held.state IN ('active', 'suspended') THEN 'called_off'
                ELSE 'nothing_left' END END
    FROM (
        SELECT owed.id,
            CASE WHEN held.state = 'terminated' OR held.state IN ('active', 'suspended')
                AND NOT is_baseless AND owed.starts_on <= pishkhan_today()
                THEN 'acted' ELSE 'void' END AS state,
            coalesce(held.ended_on, pishkhan_today()) AS ended_on
        FROM oversight_duty owed
        WHERE owed.contract_id = wanted AND owed.kind = 'terminate' AND owed.ended_on IS NULL
          AND owed.starts_on IS DISTINCT FROM over_on
    ) past
    WHERE duty.id = past.id;

    INSERT INTO oversight_duty (created_at, updated_at, public_id, kind, agency_id, office_id,
        contract_id, starts_on, calendar_version, state, refusal_code, refusal_reason,
        refused_by_name, void_cause)
    SELECT now(), now(), gen_random_uuid(), 'terminate', held.agency_id, held.office_id, held.id,
        over_on, '', 'running', '', '', '', ''
    WHERE over_on IS NOT NULL
      AND NOT EXISTS (SELECT FROM oversight_duty answered
        WHERE answered.contract_id = held.id AND answered.kind = 'terminate'
          AND answered.state = 'refused' AND answered.starts_on = over_on)
    ON CONFLICT DO NOTHING;
END $$;

-- A contract that moves ends both duties, or lets a decision be carried out again.
CREATE OR REPLACE FUNCTION oversight_contract_moved() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF 'termination_notice' IN (OLD.state, NEW.state) THEN
        PERFORM public.oversight_place_ending(NEW.id, NEW.state IN ('active', 'suspended')
            AND public.oversight_annulled_by(OLD, 'notice') IS NOT NULL);
    END IF;
    PERFORM public.oversight_place_carrying_out(
        ARRAY(SELECT id FROM public.oversight_terminationreview
            WHERE contract_id = NEW.id AND state = 'decided'),
        LEAST(CASE OLD.state WHEN 'suspended' THEN OLD.suspended_until + 1 END,
            public.pishkhan_today()));
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER oversight_contract_next AFTER UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (OLD.state, OLD.notice_served_on, OLD.notice_ends_on, OLD.suspension_proof_id,
            OLD.ending_proof_id)
        IS DISTINCT FROM (NEW.state, NEW.notice_served_on, NEW.notice_ends_on,
            NEW.suspension_proof_id, NEW.ending_proof_id)
    )
    EXECUTE FUNCTION oversight_contract_moved();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER oversight_contract_next;

CREATE OR REPLACE FUNCTION oversight_notice_waived() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_ending(id, false) FROM public.contracts_contract
        WHERE notice_id = NEW.subject_id AND state = 'termination_notice';
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER oversight_waiver_ends_notice AFTER INSERT ON contracts_waiver
    FOR EACH ROW WHEN (NEW."window" = 'termination_notice')
    EXECUTE FUNCTION oversight_notice_waived();
ALTER TABLE contracts_waiver ENABLE ALWAYS TRIGGER oversight_waiver_ends_notice;

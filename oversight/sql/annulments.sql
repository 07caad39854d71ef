-- Annulled grounds of suspensions and ends (docs/adr/0049-annulled-grounds.md).
--
-- A final decision falls when its case is not proven any more, or its sanction does not carry the
-- act any more. A decided review falls when each flag on which it was decided has fallen; a flag
-- falls with a case that it counted or whose correction was missed, or with all warnings that it
-- used. A contract rests on nothing when the proof of its act has fallen and no other proof that
-- carries the act was written since the act began.

-- A decision that a judgment sent back carries nothing that was done on it before, whatever is
-- decided anew: to act again is to write another proof.

CREATE OR REPLACE FUNCTION oversight_carries(sanction text, act text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE act
        WHEN 'suspend' THEN sanction IN (
            'suspension', 'termination_review', 'licence_cancellation_referral')
        WHEN 'terminate' THEN sanction IN ('termination_review', 'licence_cancellation_referral')
        ELSE true END
$$;

-- Whether the decision of a case stands on which something of a day rests that was written then.
DROP FUNCTION IF EXISTS oversight_stands(violations_case, date);
CREATE OR REPLACE FUNCTION oversight_stands(
    kase violations_case, day date, written_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT kase.state IN ('final', 'closed') AND kase.outcome = 'proven'
        AND coalesce(violations_sent_back_on(kase) < day
            OR violations_sent_back_on(kase) = day AND kase.sent_back_at < written_at, true)
$$;

-- The case by which a flag does not hold any more; null while it holds. A warning is gone with its
-- decision, and when it was reduced to less.
CREATE OR REPLACE FUNCTION oversight_flag_fell(wanted bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH annulled AS (
        SELECT kase.id, kase.number FROM violations_case kase
        JOIN oversight_flag held ON held.office_id = kase.office_id AND held.id = wanted
        WHERE NOT oversight_stands(kase, held.as_of, held.created_at)
    ), unwarned AS (
        SELECT id, number FROM annulled
        UNION
        SELECT kase.id, kase.number FROM violations_case kase
        JOIN oversight_flag held ON held.office_id = kase.office_id AND held.id = wanted
        WHERE kase.sanction <> 'written_warning'
    ), used AS (
        SELECT said #>> '{}' AS number FROM oversight_flag held
        CROSS JOIN LATERAL jsonb_path_query(
            held.evaluation, '$.**.warnings[*].number') AS said
        WHERE held.id = wanted AND held.code = 'F06'
    )
    SELECT max(fell.id) FROM (
        SELECT annulled.id FROM annulled JOIN oversight_flag_cases counted
            ON counted.case_id = annulled.id AND counted.flag_id = wanted
        UNION ALL
        SELECT annulled.id FROM oversight_flag held
        CROSS JOIN LATERAL unnest(held.facts) AS fact
        JOIN violations_correctiveaction owed ON owed.id =
            CASE WHEN fact LIKE 'correction:%' THEN split_part(fact, ':', 2)::bigint END
        JOIN annulled ON annulled.id = owed.case_id
        WHERE held.id = wanted AND held.code = 'F07'
        UNION ALL
        SELECT unwarned.id FROM unwarned JOIN used ON used.number = unwarned.number
        WHERE NOT EXISTS (
            SELECT FROM used other WHERE other.number NOT IN (SELECT number FROM unwarned))
    ) fell
$$;

-- The case by which the last ground of a review fell; null while one of its flags holds.
CREATE OR REPLACE FUNCTION oversight_review_fell(wanted bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    fell bigint;
    scope text := current_setting('app.scope', true);
BEGIN
    -- The corrections of other agencies' cases are closed to those who act.
    PERFORM set_config('app.scope', 'system', true);
    SELECT CASE WHEN bool_and(ground.by_case IS NOT NULL) THEN max(ground.by_case) END
    INTO fell FROM (
        SELECT oversight_flag_fell(joined.flag_id) AS by_case
        FROM oversight_terminationreview_flags joined
        LEFT JOIN oversight_flagend ending ON ending.flag_id = joined.flag_id
        WHERE joined.terminationreview_id = wanted
          AND coalesce(ending.kind, 'decided') = 'decided'
    ) ground;
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
    RETURN fell;
END $$;

-- The judgment in force that annulled the suspension or the end which rests on a proof; null where
-- there is none. No guarantee is called on what ended nothing.
CREATE OR REPLACE FUNCTION oversight_judged_by(wanted bigint, act text) RETURNS uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT public_id FROM contracts_endingproof
    WHERE judged_id = wanted AND judgment_result = 'annulled' AND in_force_on IS NOT NULL
      AND judged_act = CASE act WHEN 'suspend' THEN 'suspend' ELSE 'terminate' END
$$;

-- The annulled case, or the judgment on the contract, by which a proof carries an act no more; null
-- while it stands.
DROP FUNCTION IF EXISTS oversight_proof_fell(bigint, text);
CREATE OR REPLACE FUNCTION oversight_proof_fell(wanted bigint, act text) RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    proof contracts_endingproof;
    fell bigint;
    judgment uuid := oversight_judged_by(wanted, act);
BEGIN
    IF judgment IS NOT NULL THEN
        RETURN judgment;
    END IF;
    SELECT * INTO proof FROM contracts_endingproof WHERE id = wanted;
    IF proof.kind = 'final_decision' THEN
        SELECT id INTO fell FROM violations_case kase
        WHERE public_id = proof.source_id AND NOT (
            oversight_stands(kase, proof.decided_on, proof.created_at)
            AND oversight_carries(sanction, act));
    ELSIF proof.kind = 'decided_review' THEN
        fell := oversight_review_fell(
            (SELECT id FROM oversight_terminationreview WHERE public_id = proof.source_id));
    END IF;
    RETURN (SELECT public_id FROM violations_case WHERE id = fell);
END $$;

-- The annulled case, or the judgment on the contract, by which its suspension (`suspend`),
-- termination notice (`notice`) or end (`terminate`) rests on nothing any more; null while it rests
-- on something. A judgment on the act itself leaves it nothing, whatever else was proven.
DROP FUNCTION IF EXISTS oversight_annulled_by(contracts_contract, text);
CREATE OR REPLACE FUNCTION oversight_annulled_by(held contracts_contract, act text)
RETURNS uuid
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    carried text := CASE act WHEN 'suspend' THEN 'suspend' ELSE 'terminate' END;
    cited bigint := CASE act WHEN 'suspend' THEN held.suspension_proof_id
        ELSE held.ending_proof_id END;
    fell uuid;
BEGIN
    IF cited IS NULL OR NOT (CASE act
        WHEN 'suspend' THEN held.state IN ('suspended', 'termination_notice')
            AND held.suspended_on IS NOT NULL
        WHEN 'notice' THEN held.state = 'termination_notice'
        ELSE held.state IN ('terminated', 'settled') AND held.terminated_on IS NOT NULL END)
    THEN
        RETURN NULL;
    END IF;
    fell := oversight_proof_fell(cited, carried);
    -- A notice names its ground; another proof begins another notice.
    IF fell IS NULL OR act = 'notice' OR oversight_judged_by(cited, carried) IS NOT NULL THEN
        RETURN fell;
    END IF;
    IF EXISTS (
        SELECT FROM contracts_endingproof other
        LEFT JOIN oversight_terminationreview review ON review.public_id = other.source_id
        WHERE other.contract_id = held.id AND other.id <> cited
          AND other.kind IN ('final_decision', 'decided_review', 'recorded_document')
          AND NOT other.is_waiting
          AND other.decided_on >= CASE act WHEN 'suspend' THEN held.suspended_on
              ELSE held.notice_issued_on END
          AND (act = 'suspend' OR other.decided_on <= held.terminated_on)
          AND (other.kind <> 'decided_review' OR review.outcome IN (carried, 'terminate'))
          AND oversight_proof_fell(other.id, carried) IS NULL
    ) THEN
        RETURN NULL;
    END IF;
    RETURN fell;
END $$;

-- By what the acts on an office's contracts rest on nothing any more, as a proof names it. What is
-- another agency's is not named (design: DECISIONS 15).
CREATE OR REPLACE FUNCTION oversight_annulments(office bigint, act text)
RETURNS TABLE (contract_id bigint, is_own boolean, source_id uuid, number text, document_no text,
    reasons text, decided_on date, decided_by bigint, decided_by_name text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE scope text := current_setting('app.scope', true);
BEGIN
    PERFORM set_config('app.scope', 'system', true);
    RETURN QUERY
    WITH fallen AS MATERIALIZED (
        SELECT contract.id, contract.agency_id, contract.suspension_proof_id,
            contract.ending_proof_id, oversight_annulled_by(contract, act) AS fell_by
        FROM contracts_contract contract
        WHERE contract.office_id = office
          AND contract.state IN ('suspended', 'termination_notice', 'terminated', 'settled')
    )
    SELECT held.id, kase.track = 'contract' AND kase.agency_id = held.agency_id, kase.public_id,
        kase.number::text, decision.document_no::text, decision.reasons, decision.decided_on,
        decision.decided_by, decision.decided_by_name::text
    FROM fallen held
    JOIN violations_case kase ON kase.public_id = held.fell_by
    JOIN contracts_endingproof proof ON proof.id = CASE act
        WHEN 'suspend' THEN held.suspension_proof_id ELSE held.ending_proof_id END
    -- Of what was decided since the act, the first that does not find it proven; else the newest.
    CROSS JOIN LATERAL (
        SELECT later.* FROM violations_decision later
        WHERE later.case_id = kase.id AND later.forum IN ('appeal', 'judgment')
        ORDER BY (later.decided_on > proof.decided_on
                OR later.decided_on = proof.decided_on
                AND later.created_at > proof.created_at) DESC,
            later.outcome = 'not_proven' DESC,
            CASE later.outcome WHEN 'not_proven' THEN later.id END, later.id DESC
        LIMIT 1
    ) decision
    UNION ALL
    SELECT held.id, true, judgment.public_id, judgment.source_label::text,
        judgment.document_no::text, judgment.reasons, judgment.in_force_on, judgment.decided_by,
        judgment.decided_by_name::text
    FROM fallen held
    JOIN contracts_endingproof judgment
        ON judgment.public_id = held.fell_by AND judgment.kind = 'judgment';
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
END $$;

-- Each contract whose end rests on nothing has its duty, open or discharged.
CREATE OR REPLACE FUNCTION oversight_place_reinstatements(offices bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO oversight_duty (created_at, updated_at, public_id, kind, agency_id, office_id,
        contract_id, case_id, starts_on, calendar_version, state, refusal_code, refusal_reason,
        refused_by_name, void_cause)
    SELECT now(), now(), gen_random_uuid(), 'reinstate', held.agency_id, held.office_id, held.id,
        fallen.by_case, fallen.since, '', 'running', '', '', '', ''
    FROM contracts_contract held
    CROSS JOIN LATERAL (SELECT oversight_annulled_by(held, 'terminate') AS fell_by) found
    CROSS JOIN LATERAL (
        SELECT kase.id AS by_case, max(decision.decided_on) AS since
        FROM violations_case kase JOIN violations_decision decision ON decision.case_id = kase.id
        WHERE kase.public_id = found.fell_by AND decision.forum IN ('appeal', 'judgment')
        GROUP BY kase.id
        UNION ALL
        SELECT NULL, judgment.in_force_on FROM contracts_endingproof judgment
        WHERE judgment.public_id = found.fell_by AND judgment.kind = 'judgment'
    ) fallen
    WHERE held.office_id = ANY(offices) AND held.state IN ('terminated', 'settled')
      AND NOT EXISTS (
        SELECT FROM oversight_duty WHERE contract_id = held.id AND kind = 'reinstate'
          AND starts_on >= held.terminated_on)
    ON CONFLICT DO NOTHING;
END $$;

CREATE OR REPLACE FUNCTION oversight_case_annulled() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_reinstatements(ARRAY(
        SELECT DISTINCT written.office_id FROM written JOIN earlier ON earlier.id = written.id
        WHERE earlier.outcome = 'proven'
          AND (written.outcome, written.sanction)
              IS DISTINCT FROM (earlier.outcome, earlier.sanction)));
    -- So does the duty to carry out what was decided on it.
    PERFORM public.oversight_place_carrying_out(ARRAY(
        SELECT review.id FROM public.oversight_terminationreview review
        WHERE review.state = 'decided' AND review.office_id IN (
            SELECT office_id FROM written)), NULL);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER violations_case_reinstatements AFTER UPDATE ON violations_case
    REFERENCING OLD TABLE AS earlier NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_case_annulled();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_reinstatements;

-- So has one whose end a judgment on the contract annulled.
CREATE OR REPLACE FUNCTION oversight_end_annulled() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_reinstatements(ARRAY(
        SELECT office_id FROM public.contracts_contract WHERE id = NEW.contract_id));
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER oversight_endingproof_annuls
    AFTER INSERT OR UPDATE ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.judgment_result = 'annulled' AND NEW.in_force_on IS NOT NULL)
    EXECUTE FUNCTION oversight_end_annulled();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER oversight_endingproof_annuls;

-- At the end of the transaction of an annulment no contract is suspended, or under a termination
-- notice, on it alone.
CREATE OR REPLACE FUNCTION oversight_refuse_baseless(office bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM contracts_contract held
        WHERE held.office_id = office AND held.state IN ('suspended', 'termination_notice')
          AND public.oversight_annulled_by(held, 'suspend') IS NOT NULL
    ) THEN
        PERFORM public.oversight_refuse('A suspension ends with its only ground.');
    END IF;
    IF EXISTS (
        SELECT FROM contracts_contract held
        WHERE held.office_id = office AND held.state = 'termination_notice'
          AND public.oversight_annulled_by(held, 'notice') IS NOT NULL
    ) THEN
        PERFORM public.oversight_refuse('A termination notice ends with its ground.');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION oversight_guard_suspended() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_refuse_baseless(NEW.office_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION oversight_guard_judged() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_refuse_baseless(
        (SELECT office_id FROM public.contracts_contract WHERE id = NEW.contract_id));
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS oversight_endingproof_followed ON contracts_endingproof;
CREATE CONSTRAINT TRIGGER oversight_endingproof_followed
    AFTER INSERT OR UPDATE ON contracts_endingproof
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.judgment_result = 'annulled' AND NEW.in_force_on IS NOT NULL)
    EXECUTE FUNCTION oversight_guard_judged();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER oversight_endingproof_followed;

DROP TRIGGER IF EXISTS violations_case_unsuspends ON violations_case;
CREATE CONSTRAINT TRIGGER violations_case_unsuspends AFTER UPDATE ON violations_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        OLD.outcome = 'proven'
        AND (NEW.outcome, NEW.sanction) IS DISTINCT FROM (OLD.outcome, OLD.sanction))
    EXECUTE FUNCTION oversight_guard_suspended();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_unsuspends;

-- A review carries a suspension or an end only while a flag of it holds.
CREATE OR REPLACE FUNCTION oversight_guard_standing() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    act text := CASE NEW.state WHEN 'suspended' THEN 'suspend' ELSE 'terminate' END;
    cited bigint := CASE act WHEN 'suspend' THEN NEW.suspension_proof_id
        ELSE NEW.ending_proof_id END;
BEGIN
    -- A contract whose termination notice is withdrawn goes back to its earlier suspension only
    -- while that rests on something.
    IF (CASE WHEN NEW.state = 'suspended' AND OLD.state = 'termination_notice'
            THEN public.oversight_annulled_by(OLD, act)
            ELSE public.oversight_proof_fell(cited, act) END) IS NOT NULL THEN
        PERFORM public.oversight_refuse('The ground of the proof does not stand any more.');
    END IF;
    -- The night ends a suspension or a notice all the same: that takes nothing from the office.
    IF NOT (NEW.state = 'suspended' AND OLD.state = 'termination_notice')
       AND public.oversight_judgment_waits(cited) THEN
        PERFORM public.oversight_refuse('A judgment on the decision waits for its second person.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_contract_standing BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state <> 'suspended'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION oversight_guard_standing();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER oversight_contract_standing;

-- An annulment is proven by the case whose annulment left the contract without a ground.
CREATE OR REPLACE FUNCTION oversight_guard_annulment() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM contracts_contract held WHERE held.id = NEW.contract_id
          AND public.oversight_annulled_by(held, 'terminate') = NEW.source_id
    ) THEN
        PERFORM public.oversight_refuse('An annulment names what annulled the ground.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_proof_of_annulment BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind = 'annulment') EXECUTE FUNCTION oversight_guard_annulment();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER oversight_proof_of_annulment;

-- The reinstatement ends its duty.
CREATE OR REPLACE FUNCTION oversight_contract_reinstated() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE oversight_duty SET state = 'acted', ended_on = NEW.reinstated_on, updated_at = now()
    WHERE contract_id = NEW.id AND kind = 'reinstate' AND ended_on IS NULL;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER oversight_contract_back AFTER UPDATE ON contracts_contract
    FOR EACH ROW WHEN (OLD.state = 'terminated' AND NEW.state IN ('active', 'expired'))
    EXECUTE FUNCTION oversight_contract_reinstated();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER oversight_contract_back;

-- While a reinstatement is owed, or its impossibility waits for the deputy, the contract is not
-- settled, nothing is entered in its account, its guarantees are neither called nor given back, and
-- no other contract takes its line.
CREATE OR REPLACE FUNCTION oversight_owes_reinstatement(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM oversight_duty
        WHERE contract_id = wanted AND kind = 'reinstate'
          AND (ended_on IS NULL OR state = 'refused' AND accepted_on IS NULL))
$$;

-- Whether a judgment that takes something away from a decision waits for its second person: on the
-- decision about a contract that rests on a proof, or on the case that the proof is of.
CREATE OR REPLACE FUNCTION oversight_judgment_waits(proof bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM contracts_endingproof judgment
        JOIN approvals_pendingact act ON act.act = 'contract.record-judgment'
            AND act.state = 'pending'
            AND act.arguments @> jsonb_build_object('judgment', judgment.public_id)
        WHERE judgment.judged_id = proof AND judgment.in_force_on IS NULL
          AND judgment.judgment_result <> 'upheld'
    ) OR EXISTS (
        SELECT FROM contracts_endingproof held
        JOIN approvals_pendingact act ON act.act = 'case.judgment'
            AND act.state = 'pending' AND act.target_id = held.source_id
        WHERE held.id = proof AND held.kind = 'final_decision'
    )
$$;

CREATE OR REPLACE FUNCTION oversight_guard_locked() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held contracts_contract;
BEGIN
    SELECT * INTO held FROM public.contracts_contract
    WHERE id = CASE TG_TABLE_NAME
        WHEN 'contracts_guarantee' THEN (to_jsonb(NEW) ->> 'contract_id')::bigint
        WHEN 'contracts_guaranteecall' THEN (SELECT contract_id FROM public.contracts_guarantee
            WHERE id = (to_jsonb(NEW) ->> 'guarantee_id')::bigint)
        ELSE NEW.id END;
    IF public.oversight_owes_reinstatement(held.id) THEN
        PERFORM public.oversight_refuse('The contract is to be reinstated first.');
    END IF;
    IF held.state IN ('suspended', 'termination_notice', 'terminated', 'settled')
       AND (public.oversight_judgment_waits(held.ending_proof_id)
            OR public.oversight_judgment_waits(held.suspension_proof_id)) THEN
        PERFORM public.oversight_refuse('A judgment on the contract waits for its second person.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_contract_locked BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (NEW.state = 'settled' AND OLD.state <> 'settled')
    EXECUTE FUNCTION oversight_guard_locked();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER oversight_contract_locked;

CREATE OR REPLACE TRIGGER oversight_guarantee_locked BEFORE UPDATE ON contracts_guarantee
    FOR EACH ROW WHEN (NEW.state IN ('called', 'released') AND NEW.state <> OLD.state)
    EXECUTE FUNCTION oversight_guard_locked();
ALTER TABLE contracts_guarantee ENABLE ALWAYS TRIGGER oversight_guarantee_locked;

CREATE OR REPLACE TRIGGER oversight_guaranteecall_locked BEFORE INSERT ON contracts_guaranteecall
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_locked();
ALTER TABLE contracts_guaranteecall ENABLE ALWAYS TRIGGER oversight_guaranteecall_locked;

-- Nor is a guarantee called on what carries nothing any more.
CREATE OR REPLACE FUNCTION oversight_guard_call() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF public.oversight_proof_fell(NEW.proof_id, 'call') IS NOT NULL THEN
        PERFORM public.oversight_refuse('A guarantee is called on a proof that stands.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_guaranteecall_stands BEFORE INSERT ON contracts_guaranteecall
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_call();
ALTER TABLE contracts_guaranteecall ENABLE ALWAYS TRIGGER oversight_guaranteecall_stands;

-- Nor is anything entered in its account: no settlement, remittance or counter-entry.
CREATE OR REPLACE FUNCTION oversight_guard_account() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    row jsonb := to_jsonb(NEW);
BEGIN
    IF public.oversight_owes_reinstatement(CASE TG_TABLE_NAME
        WHEN 'contracts_settlement' THEN (row ->> 'contract_id')::bigint
        ELSE (SELECT contract_id FROM public.contracts_settlement
            WHERE id = (row ->> 'settlement_id')::bigint) END) THEN
        PERFORM public.oversight_refuse('The contract is to be reinstated first.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_settlement_locked BEFORE INSERT ON contracts_settlement
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_account();
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER oversight_settlement_locked;

CREATE OR REPLACE TRIGGER oversight_settlement_unpaid BEFORE UPDATE ON contracts_settlement
    FOR EACH ROW WHEN (OLD.settled_on IS NULL AND NEW.settled_on IS NOT NULL)
    EXECUTE FUNCTION oversight_guard_account();
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER oversight_settlement_unpaid;

CREATE OR REPLACE TRIGGER oversight_remittance_locked BEFORE INSERT ON contracts_remittance
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_account();
ALTER TABLE contracts_remittance ENABLE ALWAYS TRIGGER oversight_remittance_locked;

CREATE OR REPLACE FUNCTION oversight_guard_line() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM contracts_contractservice own
        JOIN contracts_contractservice lost ON lost.service_id = own.service_id
            AND lost.contract_id <> own.contract_id
        JOIN contracts_contract ended ON ended.id = lost.contract_id
        WHERE own.contract_id = NEW.id AND ended.office_id = NEW.office_id
          AND ended.agency_id = NEW.agency_id AND ended.state = 'terminated'
          AND ended.ends_on >= NEW.starts_on AND ended.starts_on <= NEW.ends_on
          AND public.oversight_owes_reinstatement(ended.id)
    ) THEN
        PERFORM public.oversight_refuse('The contract of this line is to be reinstated first.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_contract_on_line BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (OLD.state = 'pending_signature' AND NEW.state = 'active')
    EXECUTE FUNCTION oversight_guard_line();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER oversight_contract_on_line;

-- Nor by an addendum, which would make the reinstatement impossible.
CREATE OR REPLACE FUNCTION oversight_guard_added_line() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM contracts_contract own
        JOIN contracts_contract ended ON ended.office_id = own.office_id
            AND ended.agency_id = own.agency_id AND ended.state = 'terminated'
        JOIN contracts_contractservice lost ON lost.contract_id = ended.id
        WHERE own.id = NEW.contract_id AND NEW.added_services @> to_jsonb(lost.service_id)
          AND public.oversight_owes_reinstatement(ended.id)
    ) THEN
        PERFORM public.oversight_refuse('The contract of this line is to be reinstated first.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_addendum_on_line
    BEFORE INSERT OR UPDATE ON contracts_contractaddendum
    FOR EACH ROW WHEN (NEW.added_services <> '[]' AND NEW.state IN ('proposed', 'in_force'))
    EXECUTE FUNCTION oversight_guard_added_line();
ALTER TABLE contracts_contractaddendum ENABLE ALWAYS TRIGGER oversight_addendum_on_line;

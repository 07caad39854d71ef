-- No review ends or suspends a contract while it rests on a case with an objection that is not
-- decided, or whose result is not served on the office (docs/adr/0027-untold-results.md).
--
-- A flag rests on the cases that it counted, on those whose corrections were missed, and on those
-- that gave the warnings in its inputs.

-- The cases of other agencies are closed to those who decide; the function reads all rows in the
-- system's scope.
CREATE OR REPLACE FUNCTION oversight_untold(wanted bigint[])
RETURNS TABLE (flag_id bigint, case_id bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE scope text := current_setting('app.scope', true);
BEGIN
    PERFORM set_config('app.scope', 'system', true);
    RETURN QUERY
    SELECT DISTINCT leaned.flag, leaned.kase FROM (
        SELECT counted.flag_id AS flag, counted.case_id AS kase
        FROM oversight_flag_cases counted WHERE counted.flag_id = ANY(wanted)
        UNION ALL
        SELECT held.id, owed.case_id
        FROM oversight_flag held CROSS JOIN LATERAL unnest(held.facts) AS fact
        JOIN violations_correctiveaction owed ON owed.id =
            CASE WHEN fact LIKE 'correction:%' THEN split_part(fact, ':', 2)::bigint END
        WHERE held.id = ANY(wanted) AND held.code = 'F07'
        UNION ALL
        SELECT held.id, split_part(given ->> 'key', ':', 2)::bigint
        FROM oversight_flag held
        CROSS JOIN LATERAL jsonb_array_elements(held.inputs -> 'warnings') AS given
        WHERE held.id = ANY(wanted) AND held.code = 'F06' AND given ->> 'key' LIKE 'case:%'
    ) leaned
    JOIN violations_appeal objection ON objection.case_id = leaned.kase
    WHERE violations_is_untold(leaned.kase);
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
END $$;
COMMENT ON FUNCTION oversight_untold(bigint[]) IS
    'The cases on which flags lean and whose appeal''s result was not served on the office.';

CREATE OR REPLACE FUNCTION oversight_leans_on_untold(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM oversight_untold(ARRAY(
        SELECT joined.flag_id FROM oversight_terminationreview_flags joined
        JOIN oversight_terminationreview review ON review.id = joined.terminationreview_id
        WHERE review.public_id = wanted)))
$$;

CREATE OR REPLACE FUNCTION oversight_guard_told() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE subject uuid;
BEGIN
    IF TG_TABLE_NAME = 'oversight_terminationreview' THEN
        subject := NEW.public_id;
    ELSIF TG_TABLE_NAME = 'contracts_endingproof' THEN
        subject := NEW.source_id;
    ELSE
        SELECT source_id INTO subject FROM contracts_endingproof
        WHERE kind = 'decided_review' AND id = CASE NEW.state
            WHEN 'suspended' THEN NEW.suspension_proof_id ELSE NEW.ending_proof_id END;
    END IF;
    IF subject IS NOT NULL AND oversight_leans_on_untold(subject) THEN
        PERFORM oversight_refuse('The result of an appeal that counts here is served first.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guards of flow, hearing and turn,
-- whose message says more.
CREATE OR REPLACE TRIGGER oversight_review_untold BEFORE UPDATE ON oversight_terminationreview
    FOR EACH ROW WHEN (NEW.state = 'decided' AND OLD.state <> 'decided'
        AND NEW.outcome IN ('suspend', 'terminate'))
    EXECUTE FUNCTION oversight_guard_told();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_untold;

CREATE OR REPLACE TRIGGER oversight_proof_told BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind = 'decided_review')
    EXECUTE FUNCTION oversight_guard_told();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER oversight_proof_told;

-- A contract whose termination notice is withdrawn goes back to its earlier suspension: that is
-- no new act.
CREATE OR REPLACE TRIGGER oversight_contract_told BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION oversight_guard_told();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER oversight_contract_told;

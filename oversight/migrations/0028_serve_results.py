"""
No review ends or suspends a contract while a result that it leans on was not served (SECURITY 6).

A flag leans on the cases that it counted, on those whose corrections were missed, and on those that
gave the warnings it was told of. All of them are asked for, whoever asks: the cases of other agencies
are fenced from those who decide (docs/adr/0022-row-policies.md, docs/adr/0027-untold-results.md).
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION oversight_untold(wanted bigint[]) RETURNS TABLE (flag_id bigint, case_id bigint)
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
    JOIN violations_appeal objection
        ON objection.case_id = leaned.kase AND objection.decided_on IS NOT NULL
    WHERE violations_is_untold(leaned.kase);
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
END $$;
COMMENT ON FUNCTION oversight_untold(bigint[]) IS
    'The cases on which flags lean and whose appeal''s result was not served on the office.';

CREATE FUNCTION oversight_leans_on_untold(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM oversight_untold(ARRAY(
        SELECT joined.flag_id FROM oversight_terminationreview_flags joined
        JOIN oversight_terminationreview review ON review.id = joined.terminationreview_id
        WHERE review.public_id = wanted)))
$$;

CREATE FUNCTION oversight_guard_told() RETURNS trigger
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
-- Its name lets it run after the guards of flow, hearing and turn, which say more.
CREATE TRIGGER oversight_review_untold BEFORE UPDATE ON oversight_terminationreview
    FOR EACH ROW WHEN (NEW.state = 'decided' AND OLD.state <> 'decided'
        AND NEW.outcome IN ('suspend', 'terminate'))
    EXECUTE FUNCTION oversight_guard_told();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_untold;

CREATE TRIGGER oversight_proof_told BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind = 'decided_review')
    EXECUTE FUNCTION oversight_guard_told();
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER oversight_proof_told;

-- A withdrawn notice returns to the suspension that was there before.
CREATE TRIGGER oversight_contract_told BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.state IN ('termination_notice', 'terminated')
            AND (NEW.state, NEW.ending_proof_id)
            IS DISTINCT FROM (OLD.state, OLD.ending_proof_id))
        OR (NEW.state = 'suspended' AND (OLD.state = 'active'
            OR NEW.suspension_proof_id IS DISTINCT FROM OLD.suspension_proof_id))
    )
    EXECUTE FUNCTION oversight_guard_told();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER oversight_contract_told;
"""

BACKWARD = """
DROP TRIGGER oversight_contract_told ON contracts_contract;
DROP TRIGGER oversight_proof_told ON contracts_endingproof;
DROP TRIGGER oversight_review_untold ON oversight_terminationreview;
DROP FUNCTION oversight_guard_told();
DROP FUNCTION oversight_leans_on_untold(uuid);
DROP FUNCTION oversight_untold(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("oversight", "0027_reporters_of_all"),
        ("violations", "0041_serve_results"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

-- A flag has the day of its run, and ends only when its fact holds: the movers ask who ends it.

CREATE OR REPLACE FUNCTION oversight_guard_flag_day() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM oversight_rulerun
        WHERE id = NEW.run_id AND as_of = NEW.as_of AND state = 'running'
    ) THEN
        PERFORM oversight_refuse('A flag is raised by a run of its day that is at work.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_flag_of_run BEFORE INSERT ON oversight_flag
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_flag_day();
ALTER TABLE oversight_flag ENABLE ALWAYS TRIGGER oversight_flag_of_run;

-- A dry run raises flags as another one does, and has undone them before its transaction ends.
CREATE OR REPLACE FUNCTION oversight_guard_dry_flag() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID)
       AND EXISTS (SELECT FROM oversight_rulerun WHERE id = NEW.run_id AND is_dry) THEN
        PERFORM oversight_refuse('A dry run leaves no flag.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS oversight_flag_not_dry ON oversight_flag;
CREATE CONSTRAINT TRIGGER oversight_flag_not_dry AFTER INSERT ON oversight_flag
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION oversight_guard_dry_flag();
ALTER TABLE oversight_flag ENABLE ALWAYS TRIGGER oversight_flag_not_dry;

-- Whether a case counts no more: it is not final and proven, or its office has another holder.
CREATE OR REPLACE FUNCTION oversight_counts_no_more(wanted bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM violations_case kase JOIN offices_office office ON office.id = kase.office_id
        WHERE kase.id = wanted AND kase.state IN ('final', 'closed') AND kase.outcome = 'proven'
          AND kase.holder_id = office.holder_id)
$$;

-- A flag is superseded by what happened to its facts: a case that it counts counts no more or, for
-- the points, has none; the warning or the correction on which it leans is of such a case. A flag
-- of an agency's own inaction counts no case: what the agency owes ends with the run of the rules.
CREATE OR REPLACE FUNCTION oversight_is_superseded(flag oversight_flag) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT flag.scope <> 'agency' AND EXISTS (
        SELECT FROM oversight_flag_cases counted
        JOIN violations_case kase ON kase.id = counted.case_id
        WHERE counted.flag_id = flag.id AND (oversight_counts_no_more(kase.id)
            OR flag.code = 'F04' AND NOT EXISTS (
                SELECT FROM violations_pointentry entry
                LEFT JOIN violations_pointentry back ON back.reverses_id = entry.id
                WHERE entry.case_id = kase.id AND entry.round_no = kase.round_no
                  AND entry.points > 0 AND back.id IS NULL))
    ) OR flag.code = 'F06' AND EXISTS (
        SELECT FROM jsonb_path_query(flag.inputs, '$.warnings[*].key') AS key
        JOIN violations_case kase ON 'case:' || kase.id = key #>> '{}'
        WHERE oversight_counts_no_more(kase.id) OR kase.sanction <> 'written_warning'
    ) OR flag.code = 'F07' AND EXISTS (
        SELECT FROM unnest(flag.facts) AS key
        JOIN violations_correctiveaction asked ON 'correction:' || asked.id = key
        JOIN violations_case kase ON kase.id = asked.case_id
        WHERE asked.round_no <> kase.round_no
           OR NOT (kase.state IN ('final', 'closed') AND kase.outcome = 'proven')
    )
$$;

-- A flag is cleared when its contract does not run any more, with the review that it is about, or
-- by a run of the rules of that day, done in this transaction. The last lets go of what may end by
-- itself: of no flag that asks for a review on a case (`oversight.facts.sweep.CLEARABLE`).
CREATE OR REPLACE FUNCTION oversight_is_cleared(flag oversight_flag, day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM contracts_contract
        WHERE id = flag.contract_id AND state NOT IN ('active', 'suspended')
    ) OR EXISTS (
        SELECT FROM oversight_terminationreview
        WHERE state = 'superseded' AND closed_on = day AND 'review:' || id = ANY(flag.facts)
    ) OR (flag.is_watch OR flag.scope <> 'contract'
          OR flag.code IN ('F07', 'F08', 'F09', 'F10', 'F11'))
        AND EXISTS (
        SELECT FROM oversight_rulerun run
        WHERE run.job = 'flag_termination_review' AND NOT run.is_dry AND run.state = 'done'
          AND day IN (run.as_of, pishkhan_today())
          AND (run.counts ->> 'cleared')::integer > 0
          AND audit_has_event('oversight.rulerun', run.public_id::text)
    )
$$;

-- The facts are read in the system's scope: a flag counts cases of several agencies.
CREATE OR REPLACE FUNCTION oversight_guard_flag_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := current_setting('app.scope', true);
    flag oversight_flag;
    holds boolean;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('app.scope', 'system', true);
    SELECT * INTO STRICT flag FROM oversight_flag WHERE id = NEW.flag_id;
    holds := CASE NEW.kind WHEN 'superseded' THEN oversight_is_superseded(flag)
        WHEN 'cleared' THEN oversight_is_cleared(flag, NEW.on)
        ELSE EXISTS (
            SELECT FROM oversight_terminationreview_flags joined
            JOIN oversight_terminationreview review ON review.id = joined.terminationreview_id
            WHERE joined.flag_id = flag.id AND review.state IN ('decided', 'closed')
              AND review.decided_on = NEW.on
              AND audit_has_event('oversight.terminationreview', review.public_id::text)) END;
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
    IF NOT coalesce(holds, false) THEN
        PERFORM oversight_refuse(CASE NEW.kind
            WHEN 'superseded' THEN 'A flag is superseded when a case that it counts is no more.'
            WHEN 'cleared' THEN 'A flag is cleared when what it says does not hold any more.'
            ELSE 'A flag is answered by the decision of its review.' END);
    END IF;
    RETURN NULL;
END $$;

-- Asked at the end of the transaction, when decision, review and run are written.
DROP TRIGGER IF EXISTS oversight_flagend_answered ON oversight_flagend;
DROP TRIGGER IF EXISTS oversight_flagend_true ON oversight_flagend;
CREATE CONSTRAINT TRIGGER oversight_flagend_true AFTER INSERT ON oversight_flagend
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION oversight_guard_flag_end();
ALTER TABLE oversight_flagend ENABLE ALWAYS TRIGGER oversight_flagend_true;
DROP FUNCTION IF EXISTS oversight_guard_answered();

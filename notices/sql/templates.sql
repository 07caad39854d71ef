-- The words of letters: what a text must name, who confirms it, and how it is withdrawn.

-- The same names stand beside the kinds of letters (`LetterKind.required`); a test compares them.
CREATE OR REPLACE FUNCTION notices_required_placeholders(kind text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE kind
    WHEN 'case.charge' THEN
        ARRAY['number', 'office', 'type', 'occurred', 'reported', 'window', 'answer']
    WHEN 'case.summons' THEN ARRAY['number', 'office', 'day', 'hour', 'place']
    WHEN 'case.decision' THEN
        ARRAY['number', 'office', 'outcome', 'sanction', 'reasons', 'window', 'answer', 'court']
    WHEN 'case.appeal_result' THEN
        ARRAY['number', 'office', 'outcome', 'sanction', 'reasons', 'court']
    WHEN 'review.hearing' THEN
        ARRAY['number', 'contract', 'office', 'grounds', 'window', 'answer']
    WHEN 'contract.termination' THEN
        ARRAY['contract', 'office', 'agency', 'proof', 'decided', 'reasons', 'window', 'court']
    WHEN 'court.contract' THEN ARRAY['clause']
    ELSE ARRAY[]::text[]
END;

CREATE OR REPLACE FUNCTION notices_guard_template() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    missing text;
    last integer := (SELECT max(version) FROM public.notices_lettertemplate WHERE kind = NEW.kind);
BEGIN
    IF NEW.version <> coalesce(last, 0) + 1 THEN
        RAISE EXCEPTION 'The versions of a text count up by one.'
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT string_agg(format('{%s}', name), ', ') INTO missing
    FROM unnest(public.notices_required_placeholders(NEW.kind)) AS name
    WHERE strpos(NEW.body, format('{%s}', name)) = 0;
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'The text of a letter of this kind names %.', missing
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER notices_lettertemplate_sound BEFORE INSERT ON notices_lettertemplate
    FOR EACH ROW EXECUTE FUNCTION notices_guard_template();
ALTER TABLE notices_lettertemplate ENABLE ALWAYS TRIGGER notices_lettertemplate_sound;

-- A version to come that follows a text of law was confirmed by a second person:
-- `notices.facts.letters.follows_law_alone` asks the same.
CREATE OR REPLACE FUNCTION notices_follows_law_alone(of_kind text) RETURNS boolean
LANGUAGE sql STABLE
RETURN EXISTS (
    SELECT FROM (
        SELECT version.starts_on, version.confirmed_by,
            lag(version.provenance) OVER (ORDER BY version.starts_on, version.version) AS follows
        FROM public.notices_lettertemplate AS version
        WHERE version.kind = of_kind AND NOT EXISTS (
            SELECT FROM public.notices_templatewithdrawal WHERE template_id = version.id)
    ) AS chain
    WHERE follows = 'law' AND confirmed_by IS NULL AND starts_on > public.pishkhan_today()
);
COMMENT ON FUNCTION notices_follows_law_alone(text) IS
    'Whether a version to come replaces a text of law although no second person confirmed it.';

-- A text that is marked as law, or replaces one, was proposed by its writer and confirmed by a
-- second person exactly as it is. The first version of a kind comes with the product.
CREATE OR REPLACE FUNCTION notices_guard_confirmation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    replaced text;
BEGIN
    IF NEW.provenance = 'law' AND public.notices_follows_law_alone(NEW.kind) THEN
        RAISE EXCEPTION 'A later text would replace this law without a second person.'
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT before.provenance INTO replaced
    FROM public.notices_lettertemplate AS before
    WHERE before.kind = NEW.kind AND before.version < NEW.version
      AND before.starts_on <= NEW.starts_on
      AND NOT EXISTS (SELECT FROM public.notices_templatewithdrawal WHERE template_id = before.id)
    ORDER BY before.starts_on DESC, before.version DESC LIMIT 1;
    IF NEW.confirmed_by IS NULL AND NEW.provenance <> 'law' AND replaced IS DISTINCT FROM 'law' THEN
        RETURN NULL;
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.approvals_pendingact AS pending
        WHERE pending.act = 'template.approve' AND pending.state = 'confirmed'
          AND pending.proposed_by = NEW.written_by AND pending.decided_by = NEW.confirmed_by
          AND pending.arguments @> jsonb_build_object(
              'kind', NEW.kind, 'version', NEW.version, 'subject', NEW.subject, 'body', NEW.body,
              'provenance', NEW.provenance, 'source', NEW.source, 'starts_on', NEW.starts_on)
    ) THEN
        RAISE EXCEPTION 'A text marked as law is confirmed by a second person, as it is.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- Asked at the end, because an act is confirmed after it was done.
DROP TRIGGER IF EXISTS notices_lettertemplate_confirmed ON notices_lettertemplate;
CREATE CONSTRAINT TRIGGER notices_lettertemplate_confirmed
    AFTER INSERT ON notices_lettertemplate
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.version > 1)
    EXECUTE FUNCTION notices_guard_confirmation();
ALTER TABLE notices_lettertemplate ENABLE ALWAYS TRIGGER notices_lettertemplate_confirmed;

-- A version is withdrawn today and before its day, under the own name: one that a second person
-- confirmed by the role that confirms, any other also by the role that adds versions.
CREATE OR REPLACE FUNCTION notices_guard_withdrawal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    version public.notices_lettertemplate;
BEGIN
    SELECT * INTO version FROM public.notices_lettertemplate WHERE id = NEW.template_id;
    IF NEW.withdrawn_on >= version.starts_on THEN
        RAISE EXCEPTION 'A text is withdrawn before the day on which it begins.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF public.accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.withdrawn_on <> public.pishkhan_today() THEN
        RAISE EXCEPTION 'A text is withdrawn today.' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT public.accounts_holds(NEW.withdrawn_by, 'deputy', NULL, NEW.withdrawn_on)
       AND (version.confirmed_by IS NOT NULL OR NOT public.accounts_holds(
                NEW.withdrawn_by, 'secretariat', NULL, NEW.withdrawn_on)) THEN
        RAISE EXCEPTION 'A text is withdrawn by the role that adds it or that confirmed it.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF coalesce(current_setting('app.user_id', true), '') NOT IN ('', NEW.withdrawn_by::text) THEN
        RAISE EXCEPTION 'Nobody withdraws a text under the name of another.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER notices_templatewithdrawal_early
    BEFORE INSERT ON notices_templatewithdrawal
    FOR EACH ROW EXECUTE FUNCTION notices_guard_withdrawal();
ALTER TABLE notices_templatewithdrawal ENABLE ALWAYS TRIGGER notices_templatewithdrawal_early;

CREATE OR REPLACE FUNCTION notices_keep_law() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF public.notices_follows_law_alone(
        (SELECT kind FROM public.notices_lettertemplate WHERE id = NEW.template_id)) THEN
        RAISE EXCEPTION 'A later text would replace a law without a second person.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER notices_templatewithdrawal_keeps_law
    AFTER INSERT ON notices_templatewithdrawal
    FOR EACH ROW EXECUTE FUNCTION notices_keep_law();
ALTER TABLE notices_templatewithdrawal ENABLE ALWAYS TRIGGER notices_templatewithdrawal_keeps_law;

CREATE OR REPLACE TRIGGER notices_templatewithdrawal_kept
    BEFORE UPDATE OR DELETE ON notices_templatewithdrawal
    FOR EACH ROW EXECUTE FUNCTION notices_keep();
ALTER TABLE notices_templatewithdrawal ENABLE ALWAYS TRIGGER notices_templatewithdrawal_kept;

-- Recusal ends every act in the case: nobody who stood back is written down as having done one.
--
-- The arguments of `violations_guard_recused` name the columns that hold an account. The office is
-- a party and stands back from nothing; its columns (defence, objection) are not guarded.

CREATE OR REPLACE FUNCTION violations_has_interest(wanted bigint, account bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN offices_has_interest(
        (SELECT office_id FROM violations_case WHERE id = wanted), account)
    OR EXISTS (
        SELECT FROM violations_case kase
        JOIN offices_licenceholder holder ON holder.id = kase.holder_id
        JOIN accounts_user person ON person.person_key = holder.national_id_index
        WHERE kase.id = wanted AND person.id = account AND person.person_key <> ''
    );
END $$;
COMMENT ON FUNCTION violations_has_interest(bigint, bigint) IS
    'Whether the person of an account holds the office of a case, runs it, or held it then.';

CREATE OR REPLACE FUNCTION violations_guard_recused() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    after jsonb := to_jsonb(NEW);
    before jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
    of_case bigint;
    name text;
BEGIN
    IF TG_TABLE_NAME = 'violations_case' THEN
        of_case := (after->>'id')::bigint;
    ELSIF TG_TABLE_NAME = 'violations_sessionseat' THEN
        SELECT case_id INTO of_case FROM violations_hearingsession
        WHERE id = (after->>'session_id')::bigint;
    ELSE
        of_case := (after->>'case_id')::bigint;
    END IF;
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF after->>name IS NOT NULL AND after->>name IS DISTINCT FROM before->>name
           AND violations_stood_back(of_case, (after->>name)::bigint) THEN
            PERFORM violations_refuse('Who stood back from a case does nothing more in it.');
        END IF;
        IF after->>name IS NOT NULL AND after->>name IS DISTINCT FROM before->>name
           AND violations_has_interest(of_case, (after->>name)::bigint) THEN
            PERFORM violations_refuse('Who holds or runs the office acts for no other side.');
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: these before the guards of the flows.
CREATE OR REPLACE TRIGGER violations_case_acted BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (
        (NEW.executed_by, NEW.closed_by, NEW.reopened_by, NEW.assignee_id) IS DISTINCT FROM
        (OLD.executed_by, OLD.closed_by, OLD.reopened_by, OLD.assignee_id)
    )
    EXECUTE FUNCTION violations_guard_recused(
        'executed_by', 'closed_by', 'reopened_by', 'assignee_id');
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_acted;

CREATE OR REPLACE TRIGGER violations_hearingsession_acted
    BEFORE INSERT OR UPDATE ON violations_hearingsession
    FOR EACH ROW EXECUTE FUNCTION violations_guard_recused(
        'called_by', 'recorded_by', 'ended_by', 'day_confirmed_by');
ALTER TABLE violations_hearingsession ENABLE ALWAYS TRIGGER violations_hearingsession_acted;

CREATE OR REPLACE TRIGGER violations_sessionseat_acted BEFORE UPDATE ON violations_sessionseat
    FOR EACH ROW EXECUTE FUNCTION violations_guard_recused('refusal_by', 'answered_by');
ALTER TABLE violations_sessionseat ENABLE ALWAYS TRIGGER violations_sessionseat_acted;

CREATE OR REPLACE TRIGGER violations_notice_acted BEFORE INSERT ON violations_notice
    FOR EACH ROW EXECUTE FUNCTION violations_guard_recused('issued_by');
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER violations_notice_acted;

CREATE OR REPLACE TRIGGER violations_correctiveaction_acted
    BEFORE UPDATE ON violations_correctiveaction
    FOR EACH ROW EXECUTE FUNCTION violations_guard_recused('verified_by');
ALTER TABLE violations_correctiveaction ENABLE ALWAYS TRIGGER violations_correctiveaction_acted;

CREATE OR REPLACE TRIGGER violations_casenote_acted BEFORE INSERT ON violations_casenote
    FOR EACH ROW EXECUTE FUNCTION violations_guard_recused('written_by');
ALTER TABLE violations_casenote ENABLE ALWAYS TRIGGER violations_casenote_acted;

CREATE OR REPLACE TRIGGER violations_evidenceaccess_acted BEFORE INSERT ON violations_evidenceaccess
    FOR EACH ROW EXECUTE FUNCTION violations_guard_recused('user_id');
ALTER TABLE violations_evidenceaccess ENABLE ALWAYS TRIGGER violations_evidenceaccess_acted;

-- The service on paper is entered with its receipt: by nobody who stood back, reported the case, or
-- holds or runs its office.
CREATE OR REPLACE FUNCTION violations_guard_server() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM violations_evidence paper
        WHERE paper.id = NEW.receipt_id
          AND violations_stood_back(NEW.case_id, paper.uploaded_by)
    ) THEN
        PERFORM violations_refuse('Who stood back from a case does nothing more in it.');
    END IF;
    IF EXISTS (
        SELECT FROM violations_evidence paper
        WHERE paper.id = NEW.receipt_id
          AND violations_reported(NEW.case_id, paper.uploaded_by)
    ) THEN
        PERFORM violations_refuse('Who reported a case serves no notice of it.');
    END IF;
    IF EXISTS (
        SELECT FROM violations_evidence paper
        WHERE paper.id = NEW.receipt_id
          AND violations_has_interest(NEW.case_id, paper.uploaded_by)
    ) THEN
        PERFORM violations_refuse('Who holds or runs the office acts for no other side.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION violations_guard_issuer() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF violations_reported(NEW.case_id, NEW.issued_by) THEN
        PERFORM violations_refuse('Who reported a case serves no notice of it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_notice_issuer BEFORE INSERT ON violations_notice
    FOR EACH ROW EXECUTE FUNCTION violations_guard_issuer();
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER violations_notice_issuer;

CREATE OR REPLACE TRIGGER violations_notice_entered_by BEFORE UPDATE ON violations_notice
    FOR EACH ROW WHEN (
        NEW.receipt_id IS NOT NULL AND NEW.receipt_id IS DISTINCT FROM OLD.receipt_id
    )
    EXECUTE FUNCTION violations_guard_server();
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER violations_notice_entered_by;

-- Moves whose row names nobody rest on their event (movers.sql), which names who made them: nobody
-- who stood back, and on the other side nobody who holds or runs the office. The office acts as its
-- operator, who may be a person of the other side. Recusal itself passes, and what an entry in the
-- calendar does to a session.
CREATE OR REPLACE FUNCTION violations_guard_recused_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    of_case bigint;
    office uuid;
BEGIN
    SELECT kase.id, place.public_id INTO of_case, office FROM violations_case kase
    JOIN offices_office place ON place.id = kase.office_id
    WHERE kase.public_id = NEW.target_id::uuid;
    IF NEW.verb IN ('case.absence_contested', 'case.appealed', 'case.correction_reported',
            'case.defended', 'case.defended_late', 'case.dossier_asked', 'case.minutes_signed',
            'case.notice_served', 'case.objection_contested', 'case.paper_contested',
            'case.summons_served', 'case.window_waived')
       AND accounts_holds_at(NEW.actor_id, 'operator', office, pishkhan_now()) THEN
        RETURN NEW;
    END IF;
    IF violations_stood_back(of_case, NEW.actor_id) THEN
        PERFORM violations_refuse('Who stood back from a case does nothing more in it.');
    END IF;
    IF violations_has_interest(of_case, NEW.actor_id) THEN
        PERFORM violations_refuse('Who holds or runs the office acts for no other side.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_auditevent_acted BEFORE INSERT ON audit_auditevent
    FOR EACH ROW WHEN (
        NEW.target_type = 'violations.case' AND NEW.verb LIKE 'case.%'
        AND NEW.verb <> ALL (ARRAY[
            'case.hearing_recused', 'case.recused_last', 'case.stood_back',
            'case.hearing_day_closed', 'case.hearing_day_open'
        ])
    )
    EXECUTE FUNCTION violations_guard_recused_event();
ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER violations_auditevent_acted;

-- Moves of reviews and ends of flags whose rows name nobody: the event names who made them, and
-- that person held the role for it. Decisions name theirs. Flags end in a run of the rules, and
-- with the judgment or the decision on an objection that annuls a case; the deputy may be the one
-- who confirms a judgment of an earlier day.

SELECT audit_ask_mover('oversight_terminationreview', 'heard', 'UPDATE',
    $$OLD.heard_on IS NULL AND NEW.heard_on IS NOT NULL$$, 'oversight.terminationreview', '',
    'review.hearing_lapsed system', 'review.hearing_waived operator@office_id>offices_office'
);
SELECT audit_ask_mover('oversight_terminationreview', 'answered', 'UPDATE',
    $$OLD.statement <> NEW.statement$$, 'oversight.terminationreview', '',
    'review.answered operator@office_id>offices_office'
);
SELECT audit_ask_mover('oversight_terminationreview', 'escalated', 'UPDATE',
    $$OLD.state <> 'escalated' AND NEW.state = 'escalated'$$, 'oversight.terminationreview', '',
    'review.escalated deputy system'
);
SELECT audit_ask_mover('oversight_terminationreview', 'superseded', 'UPDATE',
    $$OLD.state <> 'superseded' AND NEW.state = 'superseded'$$,
    'oversight.terminationreview', '',
    'review.superseded expert secretariat agency_manager@* agency_appeal@* committee_chair'
        ' committee_member deputy system',
    'review.judgment_annulled secretariat agency_appeal@agency_id>agencies_agency deputy'
);
SELECT audit_ask_mover('oversight_terminationreview', 'closed', 'UPDATE',
    $$OLD.state <> 'closed' AND NEW.state = 'closed'$$, 'oversight.terminationreview', '',
    'review.closed agency_manager@agency_id>agencies_agency'
        ' agency_appeal@agency_id>agencies_agency committee_member system'
);
-- The ladder of duties is the clock's, but for its last step, which the deputy may take sooner.
SELECT audit_ask_mover('oversight_duty', 'climbed', 'UPDATE',
    $$NEW.state <> OLD.state AND OLD.state <> 'refused'
        AND NEW.state IN ('reminded', 'head', 'deputy')$$, 'oversight.duty', '',
    'duty.reminded system', 'duty.put_before_head system', 'duty.put_before_deputy system'
);
SELECT audit_ask_mover('oversight_duty', 'agenda', 'UPDATE',
    $$NEW.state = 'agenda' AND OLD.state = 'deputy'$$, 'oversight.duty', '',
    'duty.put_on_agenda deputy system'
);
SELECT audit_ask_mover('oversight_flag', 'raised', 'INSERT', 'true', 'oversight.flag', '',
    'flag.raised expert secretariat system'
);
SELECT audit_ask_mover('oversight_flagend', 'decided', 'INSERT', $$NEW.kind = 'decided'$$,
    'oversight.flag', 'flag_id>oversight_flag',
    'flag.decided agency_manager@flag_id>oversight_flag.agency_id>agencies_agency'
        ' agency_appeal@flag_id>oversight_flag.agency_id>agencies_agency committee_member'
);
SELECT audit_ask_mover('oversight_flagend', 'ended', 'INSERT', $$NEW.kind <> 'decided'$$,
    'oversight.flag', 'flag_id>oversight_flag',
    'flag.superseded expert secretariat agency_manager@* agency_appeal@* committee_chair'
        ' committee_member deputy system',
    'flag.cleared expert secretariat agency_manager@* agency_appeal@* committee_chair'
        ' committee_member deputy system'
);

-- A review is put before the deputy after its day, and void when no flag carries it; a decided one
-- when a judgment annulled it, or its ground has fallen.
CREATE OR REPLACE FUNCTION oversight_guard_moved() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.state = 'escalated' AND NEW.decision_due_on >= pishkhan_today() THEN
        PERFORM oversight_refuse('A review is put before the deputy after its day.');
    END IF;
    IF NEW.state = 'superseded' AND EXISTS (
        SELECT FROM oversight_terminationreview_flags joined
        LEFT JOIN oversight_flagend ending ON ending.flag_id = joined.flag_id
        WHERE joined.terminationreview_id = NEW.id AND ending.flag_id IS NULL
    ) THEN
        PERFORM oversight_refuse('A review is void when no flag carries it.');
    END IF;
    IF NEW.state = 'superseded' AND OLD.state = 'decided'
       AND oversight_review_fell(NEW.id) IS NULL AND NOT EXISTS (
        SELECT FROM oversight_reviewpaper
        WHERE review_id = NEW.id AND kind = 'judgment' AND in_force_on IS NOT NULL
    ) THEN
        PERFORM oversight_refuse('A decided review is void by a judgment, or with its ground.');
    END IF;
    RETURN NEW;
END $$;

-- Triggers fire in the order of their names: this one after the guard of the flow, whose message
-- says more.
CREATE OR REPLACE TRIGGER oversight_review_moved BEFORE UPDATE OF state
    ON oversight_terminationreview
    FOR EACH ROW WHEN (NEW.state IN ('escalated', 'superseded') AND NEW.state <> OLD.state)
    EXECUTE FUNCTION oversight_guard_moved();
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_moved;

-- A suspension ends with its ground when that has fallen, or was reduced to days that are over.
CREATE OR REPLACE FUNCTION oversight_guard_resumed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) OR EXISTS (
        SELECT FROM audit_auditevent
        WHERE target_type = 'contracts.contract' AND target_id = NEW.public_id::text
          AND turn = audit_turn()
          AND verb IN ('contract.resumed', 'contract.suspension_lapsed')
    ) THEN
        RETURN NULL;
    END IF;
    IF oversight_annulled_by(OLD, 'suspend') IS NULL AND NOT EXISTS (
        SELECT FROM contracts_endingproof proof
        JOIN violations_case kase ON kase.public_id = proof.source_id
        WHERE proof.id = OLD.suspension_proof_id AND proof.kind = 'final_decision'
          AND kase.sanction = 'suspension'
          AND OLD.suspended_on + kase.sanction_days - 1 < pishkhan_today()
    ) AND NOT EXISTS (
        SELECT FROM contracts_endingproof judgment
        WHERE judgment.judged_id = OLD.suspension_proof_id AND judgment.judged_act = 'suspend'
          AND judgment.judgment_result = 'reduced' AND judgment.in_force_on IS NOT NULL
          AND OLD.suspended_on + judgment.judged_days - 1 < pishkhan_today()
    ) THEN
        PERFORM oversight_refuse('A suspension ends early by its manager, or with its ground.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS oversight_contract_resumed ON contracts_contract;
CREATE CONSTRAINT TRIGGER oversight_contract_resumed AFTER UPDATE ON contracts_contract
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state = 'suspended' AND NEW.state = 'active')
    EXECUTE FUNCTION oversight_guard_resumed();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER oversight_contract_resumed;

-- A termination notice ends with its ground when that has fallen; else its manager withdraws it.
CREATE OR REPLACE FUNCTION oversight_guard_notice_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) OR oversight_annulled_by(OLD, 'notice') IS NOT NULL
       OR EXISTS (
        SELECT FROM audit_auditevent
        WHERE target_type = 'contracts.contract' AND target_id = NEW.public_id::text
          AND turn = audit_turn() AND verb = 'contract.notice_withdrawn'
    ) THEN
        RETURN NULL;
    END IF;
    PERFORM oversight_refuse('A termination notice ends by its manager, or with its ground.');
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS oversight_contract_notice_end ON contracts_contract;
CREATE CONSTRAINT TRIGGER oversight_contract_notice_end AFTER UPDATE ON contracts_contract
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state = 'termination_notice' AND NEW.state IN ('active', 'suspended'))
    EXECUTE FUNCTION oversight_guard_notice_end();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER oversight_contract_notice_end;

-- Columns that no state names: each changes with the event that says so.
SELECT audit_ask_change('oversight_terminationreview', 'closing_note',
    'oversight.terminationreview', '',
    'review.closed agency_manager@agency_id>agencies_agency'
        ' agency_appeal@agency_id>agencies_agency committee_member system',
    'review.superseded * system', 'review.judgment_annulled *'
);
SELECT audit_ask_change('oversight_terminationreview',
    'reasons, plan, plan_due_on, suspension_days, decided_by_name',
    'oversight.terminationreview', '',
    'review.decided agency_manager@agency_id>agencies_agency'
        ' agency_appeal@agency_id>agencies_agency committee_member'
);
SELECT audit_ask_change('oversight_terminationreview', 'recommendation, recommended_by_name',
    'oversight.terminationreview', '', 'review.recommended deputy expert secretariat'
);
SELECT audit_ask_change('oversight_terminationreview', 'statement_by_name, statement_is_late',
    'oversight.terminationreview', '', 'review.answered operator@office_id>offices_office',
    'review.answer_entered *', 'review.answer_contested operator@office_id>offices_office'
);
SELECT audit_ask_change('oversight_terminationreview', 'service_proof',
    'oversight.terminationreview', '', 'review.served *',
    'review.answered operator@office_id>offices_office', 'review.answer_entered *'
);

-- Days of a review are written by the event that says what happened on them.
SELECT audit_ask_change('oversight_terminationreview', 'statement_on, statement_by',
    'oversight.terminationreview', '', 'review.answered operator@office_id>offices_office'
);
SELECT audit_ask_change('oversight_terminationreview', 'escalated_on',
    'oversight.terminationreview', '', 'review.escalated deputy system'
);
SELECT audit_ask_change('oversight_terminationreview', 'reminded_on',
    'oversight.terminationreview', '', 'review.reminded deputy expert secretariat system'
);
SELECT audit_ask_change('oversight_terminationreview', 'recommended_on, recommendation',
    'oversight.terminationreview', '', 'review.recommended expert secretariat deputy'
);

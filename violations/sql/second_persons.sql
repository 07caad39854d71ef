-- Acts in cases that a second person confirms (approvals/sql/second_persons.sql).

SELECT approvals_allow('case.close-no-action', 'violations.case',
    $$SELECT agency.public_id FROM violations_case kase
        JOIN agencies_agency agency ON agency.id = kase.agency_id
        WHERE kase.public_id = $1 AND kase.track = 'contract'$$,
    'case.confirm_closing agency agency_appeal agency_manager',
    'case.confirm_closing province committee_chair',
    'case.reopen province deputy'
);
SELECT approvals_allow('case.judgment', 'violations.case',
    $$SELECT agency.public_id FROM violations_case kase
        JOIN agencies_agency agency ON agency.id = kase.agency_id
        WHERE kase.public_id = $1 AND kase.track = 'contract'$$,
    'case.confirm_closing agency agency_appeal agency_manager',
    'case.confirm_closing province committee_chair',
    'case.reopen province deputy'
);
SELECT approvals_allow('case.service', 'violations.case',
    $$SELECT agency.public_id FROM violations_case kase
        JOIN agencies_agency agency ON agency.id = kase.agency_id
        WHERE kase.public_id = $1 AND kase.track = 'contract'$$,
    'case.confirm_closing agency agency_appeal agency_manager',
    'case.confirm_closing province committee_chair',
    'case.reopen province deputy'
);
-- A paper in the office's name goes before the deputy in any case.
SELECT approvals_allow('case.paper-appeal', 'violations.case', '',
    'case.reopen province deputy');
SELECT approvals_allow('case.paper-defence', 'violations.case', '',
    'case.reopen province deputy');

SELECT offices_bar_second('violations.case',
    'SELECT office_id, holder_id FROM violations_case WHERE public_id = $1');

-- Nor is an act in a case decided by who reported it or stood back from it.
CREATE OR REPLACE FUNCTION violations_guard_second() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    of_case bigint;
BEGIN
    SELECT id INTO of_case FROM violations_case WHERE public_id = NEW.target_id;
    IF violations_stood_back(of_case, NEW.decided_by) THEN
        PERFORM violations_refuse('Who stood back from a case does nothing more in it.');
    END IF;
    IF violations_reported(of_case, NEW.decided_by) THEN
        PERFORM violations_refuse('Who reported a case confirms nothing in it.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_pendingact_parts BEFORE UPDATE ON approvals_pendingact
    FOR EACH ROW WHEN (
        NEW.target_type = 'violations.case' AND OLD.state = 'pending'
        AND NEW.state IN ('confirmed', 'refused')
    )
    EXECUTE FUNCTION violations_guard_second();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER violations_pendingact_parts;

-- Columns of offices, holders and people at work: each changes with the event that says so, by who
-- held the role of that act at that moment (audit/sql/movers.sql).

-- What an edit or a file of the register brings.
SELECT audit_ask_change('offices_office',
    'name, kind, manager_name, county_id, district_id, place_id, address, postal_code, latitude,'
        ' longitude, phone, mobile, iban, area_m2, counter_count, opening_hours, rank,'
        ' last_activity_on',
    'offices.office', '', 'office.updated secretariat', 'office.import_updated secretariat'
);
SELECT audit_ask_change('offices_office', 'first_active_on', 'offices.office', '',
    'office.active secretariat deputy', 'office.import_updated secretariat'
);

-- The association declares a member and notes that it leaves; the office or the secretariat
-- answers. What the secretariat writes into the register answers, too.
SELECT audit_ask_mover('offices_office', 'declared', 'UPDATE',
    $$NEW.membership_declared_on IS NOT NULL
        AND (NEW.membership_declared_on, NEW.membership_declared_by)
            IS DISTINCT FROM (OLD.membership_declared_on, OLD.membership_declared_by)$$,
    'offices.office', '', 'office.membership_declared association@*'
);
SELECT audit_ask_mover('offices_office', 'undeclared', 'UPDATE',
    $$NEW.membership_declared_on IS NULL
        AND (NEW.membership_declared_on, NEW.membership_declared_by)
            IS DISTINCT FROM (OLD.membership_declared_on, OLD.membership_declared_by)$$,
    'offices.office', '', 'office.membership_withdrawn association@*',
    'office.membership_declined secretariat operator@public_id',
    'office.joined secretariat operator@public_id', 'office.updated secretariat',
    'office.import_updated secretariat'
);
SELECT audit_ask_mover('offices_office', 'joined', 'UPDATE',
    'NEW.is_member AND NOT OLD.is_member', 'offices.office', '',
    'office.joined secretariat operator@public_id', 'office.updated secretariat',
    'office.import_updated secretariat'
);
SELECT audit_ask_mover('offices_office', 'left', 'UPDATE',
    'OLD.is_member AND NOT NEW.is_member', 'offices.office', '',
    'office.left association@*', 'office.updated secretariat', 'office.import_updated secretariat'
);

-- The secretariat changes the state, or the deputy confirms it, by the event of that very state.
-- A state that is replaced on its first day carries the event of what replaces it; one that ends,
-- that of what follows.
SELECT audit_ask_mover('offices_office', 'to_' || state, 'UPDATE',
    format('NEW.state = %L AND OLD.state <> NEW.state', state),
    'offices.office', '', format('office.%s secretariat deputy', state)
) FROM unnest(ARRAY[
    'draft', 'active', 'temporarily_closed', 'inactive', 'suspended', 'revoked', 'closed'
]) AS state;
SELECT audit_ask_mover('offices_officestateinterval', 'to_' || state, 'UPDATE',
    format('NEW.state = %L AND (NEW.state, NEW.planned_until, NEW.reason, NEW.document_no,'
        ' NEW.document_on) IS DISTINCT FROM (OLD.state, OLD.planned_until, OLD.reason,'
        ' OLD.document_no, OLD.document_on)', state),
    'offices.office', 'office_id>offices_office', format('office.%s secretariat deputy', state)
) FROM unnest(ARRAY[
    'draft', 'active', 'temporarily_closed', 'inactive', 'suspended', 'revoked', 'closed'
]) AS state;
SELECT audit_ask_change('offices_officestateinterval', 'ends_on', 'offices.office',
    'office_id>offices_office', VARIADIC ARRAY(
        SELECT format('office.%s secretariat deputy', state) FROM unnest(ARRAY[
            'active', 'temporarily_closed', 'inactive', 'suspended', 'revoked', 'closed'
        ]) AS state
    )
);

SELECT audit_ask_change('offices_licenceholder', 'name, name_key, ceo_name, mobile',
    'offices.licenceholder', '', 'holder.updated secretariat'
);
SELECT audit_ask_change('offices_officestaff', 'ends_on', 'offices.officestaff', '',
    'staff.ended secretariat'
);

-- The office or the secretariat asks for a renewal; the secretariat sanctions, renews and transfers
-- by a document, which the deputy confirms where it is of an earlier day.
SELECT audit_ask_mover('offices_licence', 'to_' || state, 'UPDATE',
    format('NEW.state = %L AND OLD.state <> NEW.state', state), 'offices.licence', '',
    VARIADIC steps
) FROM (VALUES
    ('valid', ARRAY['licence.reinstated secretariat deputy', 'licence.suspension_lapsed system']),
    ('renewal_requested',
        ARRAY['licence.renewal_requested secretariat operator@office_id>offices_office']),
    ('suspended', ARRAY['licence.suspended secretariat deputy']),
    ('renewed', ARRAY['licence.renewed secretariat deputy']),
    ('transferred', ARRAY['licence.transferred secretariat deputy']),
    ('expired', ARRAY['licence.expired system']),
    ('cancelled', ARRAY['licence.cancelled secretariat deputy'])
) AS moves (state, steps);

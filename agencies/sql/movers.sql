-- Columns of agencies: each changes with the event that says so, by who held the role of that act
-- at that moment (audit/sql/movers.sql).

SELECT audit_ask_change('agencies_agency', 'seat_id', 'agencies.agency', '',
    'agency.seat_set secretariat'
);
SELECT audit_ask_change('agencies_service', 'is_active', 'agencies.agency',
    'agency_id>agencies_agency',
    'service.updated secretariat agency_manager@agency_id>agencies_agency'
);
SELECT audit_ask_change('agencies_agencystaff', 'is_active', 'agencies.agency',
    'agency_id>agencies_agency',
    'contact.ended secretariat agency_manager@agency_id>agencies_agency'
);

-- Records whose changes leave an event, and the columns that change without one.
--
-- Agencies are loaded as reference too, with one event for all.

SELECT audit_watch('agencies_agency', 'agencies.agency', '', '{}', '{UPDATE}');
SELECT audit_watch('agencies_service', 'agencies.agency', 'agency_id>agencies_agency', '{}');
SELECT audit_watch('agencies_agencystaff', 'agencies.agency', 'agency_id>agencies_agency', '{}');

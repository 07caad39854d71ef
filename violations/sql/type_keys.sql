-- The number keys of an agency stay its own, and each change of them leaves an event.

SELECT pishkhan_fix('violations_typekeys', 'public_id', 'created_at', 'agency_id');
SELECT pishkhan_keep_rows('violations_typekeys');
SELECT audit_watch('violations_typekeys', 'agencies.agency', 'agency_id>agencies_agency', '{}');

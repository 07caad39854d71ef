-- `/changes` follows agencies and services.

SELECT audit_follow('agencies_agency', 'agencies', '{all}');
SELECT audit_follow('agencies_service', 'services', '{all}');
SELECT audit_follow_parts('agencies_agency', '{code}', 'services', 'agencies_service', 'agency_id');

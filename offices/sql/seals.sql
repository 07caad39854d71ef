-- Scans of licences, documents about offices and lists are kept with their seal in the history.

SELECT audit_ask_seal('offices_licencescan', 'true', 'offices.licence',
    'licence_id>offices_licence', 'scan_sha256');
SELECT audit_ask_seal('offices_officeletter', 'true', 'offices.office',
    'office_id>offices_office', 'scan_sha256');
SELECT audit_ask_seal('offices_registerimport', 'true', 'offices.registerimport', '', 'sha256');

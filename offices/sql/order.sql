-- No row is numbered ahead of its sequence (audit/sql/order.sql).

SELECT audit_keep_order(name::regclass) FROM unnest(ARRAY[
    'offices_licence', 'offices_licenceholder', 'offices_licencescan', 'offices_office',
    'offices_officeletter', 'offices_officestaff', 'offices_officestateinterval',
    'offices_registerimport', 'offices_touchedoffice'
]) AS name;

-- Who brings an import of the register works for the province or an agency.

SELECT accounts_ask('offices_registerimport', 'uploaded_by', 'created_at',
    'secretariat', 'agency_manager@*', 'agency_clerk@*');
SELECT accounts_ask('offices_office', 'membership_declared_by', '',
    'association@*');

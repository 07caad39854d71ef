-- Columns that stay as they were written, and rows that are never deleted.

SELECT pishkhan_fix('offices_office', 'public_id', 'created_at');
SELECT pishkhan_write_once('offices_office', 'first_active_on');
SELECT pishkhan_keep_rows('offices_office');
SELECT pishkhan_fix('offices_licence', 'public_id', 'created_at');
SELECT pishkhan_fix('offices_licenceholder', 'public_id', 'created_at', 'kind');
SELECT pishkhan_keep_rows('offices_licenceholder');
SELECT pishkhan_fix('offices_officestaff', 'public_id', 'created_at', 'office_id');
SELECT pishkhan_keep_rows('offices_officestaff');
-- A change on the first day of a state replaces it, with an event; events.sql asks for that.
SELECT pishkhan_fix('offices_officestateinterval', 'created_at');
SELECT pishkhan_fix('offices_registerimport', 'public_id', 'created_at', 'content',
    'document_issuer', 'document_no', 'document_on', 'file', 'file_name', 'known_rows', 'sha256',
    'uploaded_by', 'uploaded_by_name');
-- The worker applies an import by the grant of whoever confirmed it.
CREATE OR REPLACE TRIGGER zy_grant BEFORE UPDATE ON offices_registerimport
    FOR EACH ROW WHEN (OLD.grant_id IS DISTINCT FROM NEW.grant_id
        AND NOT (OLD.state = 'checked' AND NEW.state = 'confirmed'))
    EXECUTE FUNCTION pishkhan_refuse_fixed('grant_id');
ALTER TABLE offices_registerimport ENABLE ALWAYS TRIGGER zy_grant;
SELECT pishkhan_keep_rows('offices_registerimport');

-- The code of an office is entered once. Who a holder or an employee is stays; of a holder the name
-- and how to reach them change.
SELECT accounts_load_columns('offices_office', 'code');
SELECT accounts_load_columns('offices_licenceholder', 'legal_id', 'national_id_index',
    'national_id_sealed');
SELECT accounts_load_columns('offices_officestaff', 'full_name', 'is_insured',
    'national_id_index', 'national_id_sealed', 'position', 'starts_on');

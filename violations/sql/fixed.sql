-- Columns that stay as they were written, and rows that are never deleted.

SELECT pishkhan_fix('violations_sessionseat', 'public_id', 'created_at');
SELECT pishkhan_fix('violations_reportdraft', 'public_id', 'created_at', 'user_id', 'grant_id');
SELECT pishkhan_fix('violations_reportsheet', 'public_id', 'created_at', 'user_id', 'grant_id',
    'file_name', 'sha256');
SELECT pishkhan_fix('violations_sheetrow', 'line', 'sheet_id');
SELECT pishkhan_write_once('violations_hearingsession', 'recorded_by_name');

-- How a notice was served is written with its day.
CREATE OR REPLACE TRIGGER zy_served BEFORE UPDATE ON violations_notice FOR EACH ROW WHEN (
        NEW.served_on IS NULL AND (NEW.proof, NEW.receipt_id, NEW.served_at)
        IS DISTINCT FROM (OLD.proof, OLD.receipt_id, OLD.served_at)
    )
    EXECUTE FUNCTION pishkhan_refuse_fixed('proof', 'receipt_id', 'served_at');
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER zy_served;

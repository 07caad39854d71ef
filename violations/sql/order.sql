-- No row is numbered ahead of its sequence (audit/sql/order.sql).

SELECT audit_keep_order(name::regclass) FROM unnest(ARRAY[
    'violations_appeal', 'violations_case', 'violations_casenote', 'violations_casereport',
    'violations_correctiveaction', 'violations_decision', 'violations_defence',
    'violations_evidence', 'violations_evidenceaccess', 'violations_hearingsession',
    'violations_notice', 'violations_pointentry', 'violations_recusal', 'violations_reportdraft',
    'violations_reportsheet', 'violations_sessionseat', 'violations_sheetrow',
    'violations_standin', 'violations_typekeys', 'violations_violationreport'
]) AS name;

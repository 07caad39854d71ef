-- Entries in the register that the deputy confirms (approvals/sql/second_persons.sql).

SELECT approvals_allow('import.confirm', 'offices.registerimport', '',
    'case.reopen province deputy');
SELECT approvals_allow('licence.enter-renewed', 'offices.licence', '',
    'case.reopen province deputy');
SELECT approvals_allow('licence.sanction', 'offices.licence', '',
    'case.reopen province deputy');
SELECT approvals_allow('licence.transfer', 'offices.licence', '',
    'case.reopen province deputy');
SELECT approvals_allow('office.change-state', 'offices.office', '',
    'case.reopen province deputy');

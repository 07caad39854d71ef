-- Whoever a row names left an event of their own (approvals/sql/named.sql).

SELECT approvals_ask_named('offices_licencescan', 'kept_by');
SELECT approvals_ask_named('offices_office', 'membership_declared_by');
SELECT approvals_ask_named('offices_officeletter', 'kept_by');
SELECT approvals_ask_named('offices_registerimport', 'uploaded_by');

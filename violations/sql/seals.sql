-- Evidence is kept with its seal in the history.

SELECT audit_ask_seal('violations_evidence', 'true', 'violations.evidence', '', 'sha256');

-- Acts on contracts have the day of their writing (workdays/sql/act_days.sql).
--
-- With a day of their own come: a paper (`notice_served_on`, `accepted_on` that the agency enters,
-- `paid_on`, `document_on`), an end by the calendar (`ended_on`), the proofs of a review and of an
-- annulment, and what an import enters as it was signed.

SELECT workdays_ask_today('contracts_contract', '{UPDATE}', '', 'true',
    'signed_on', 'suspended_on', 'notice_issued_on', 'terminated_on', 'reinstated_on', 'settled_on',
    'confirmed_on', 'disowned_on');
SELECT workdays_ask_today('contracts_contract', '{INSERT}', '', $$NEW.origin <> 'import'$$,
    'signed_on', 'suspended_on', 'terminated_on');
SELECT workdays_ask_today('contracts_contract', '{INSERT}', '', 'true',
    'confirmed_on', 'disowned_on', 'reinstated_on', 'settled_on', 'notice_issued_on');
SELECT workdays_ask_today('contracts_contract', '{UPDATE}', 'contracts.note_missed_acceptances',
    'true', 'acceptance_missed_on');
SELECT workdays_ask_today('contracts_endingproof', '{INSERT}', '',
    $$NEW.kind IN ('urgent', 'final_decision', 'recorded_document', 'judgment')$$, 'decided_on');
SELECT workdays_ask_today('contracts_endingproof', '{INSERT,UPDATE}', '', 'true', 'in_force_on');
SELECT workdays_ask_today('contracts_waiver', '{INSERT}', '', 'true', 'given_on', 'given_at');
SELECT workdays_ask_today('contracts_settlement', '{INSERT}', '', 'true', 'recorded_on');
SELECT workdays_ask_today('contracts_remittance', '{INSERT}', '', 'true', 'recorded_on');
SELECT workdays_ask_today('contracts_guaranteecall', '{INSERT}', '', 'true', 'called_on');
SELECT workdays_ask_today('contracts_contractscan', '{INSERT}', '', 'true', 'kept_on');
SELECT workdays_ask_today('contracts_contractaddendum', '{INSERT,UPDATE}',
    'contracts.settle_addenda', 'true', 'proposed_on', 'in_force_on', 'closed_on');

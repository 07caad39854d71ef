-- Texts of letters that a second person confirms (approvals/sql/second_persons.sql).

SELECT approvals_allow('template.approve', '', '', 'template.approve province deputy');

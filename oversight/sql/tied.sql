-- What is written of a review as its state moves, and at no other time (audit/sql/movers.sql).

SELECT audit_tie_to_moves('oversight_terminationreview',
    '{outcome,reasons,plan,plan_due_on,suspension_days,decided_on,decided_by,decided_by_name}',
    '%>decided');
SELECT audit_tie_to_moves('oversight_terminationreview', '{closed_on,closing_note}',
    '%>closed', '%>superseded');
SELECT audit_tie_to_moves('oversight_terminationreview', '{escalated_on}', '%>escalated');

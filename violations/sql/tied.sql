-- What is written of a case as its state moves, and at no other time.

SELECT audit_tie_to_moves('violations_case', '{decided_on,occurrence}',
    'defended>decided', 'defence_lapsed>decided', 'scheduled>decided',
    'final>defended', 'final>defence_lapsed', 'closed>defended', 'closed>defence_lapsed');
SELECT audit_tie_to_moves('violations_case', '{closed_on,closed_by,closing_note}',
    '%>closed', '%>closed_no_action', 'closed>final', 'closed>defended', 'closed>defence_lapsed',
    'closed_no_action>%');
SELECT audit_tie_to_moves('violations_case', '{closing_code,closed_from}',
    '%>closed_no_action', 'closed_no_action>%');
SELECT audit_tie_to_moves('violations_case', '{decision_on}',
    '%>scheduled', '=scheduled', 'scheduled>%', 'closed_no_action>%', 'final>defended',
    'final>defence_lapsed', 'closed>defended', 'closed>defence_lapsed');
SELECT audit_tie_to_moves('violations_case', '{executed_on,executed_by}',
    '=final', 'final>closed', 'closed>final', 'final>defended', 'final>defence_lapsed',
    'closed>defended', 'closed>defence_lapsed');
SELECT audit_tie_to_moves('violations_case', '{final_on}',
    '%>final', 'final>defended', 'final>defence_lapsed', 'closed>defended',
    'closed>defence_lapsed');

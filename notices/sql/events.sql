-- Texts of letters are written and withdrawn with an event.

SELECT audit_watch('notices_lettertemplate', 'notices.lettertemplate', '', '{}', '{INSERT}');
SELECT audit_watch('notices_templatewithdrawal', 'notices.lettertemplate',
    'template_id>notices_lettertemplate', '{}', '{INSERT}');

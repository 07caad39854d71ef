-- `/changes` follows calendar days, deadlines and the receipts of moved deadlines.

SELECT audit_follow('workdays_calendarday', 'calendar-days', '{all}');
SELECT audit_follow('workdays_keptdeadline', 'deadlines', '{}');
SELECT audit_follow('workdays_deadlinemove', 'deadline-moves', '{}');
SELECT audit_follow_parts('workdays_keptdeadline', '{subject_label}', 'deadline-moves',
    'workdays_deadlinemove', 'deadline_id');

CREATE OR REPLACE FUNCTION workdays_touch_deadlines(subject uuid, lost text[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO public.audit_touch (resource, record, lost_by)
    SELECT 'deadlines', public_id, lost FROM public.workdays_keptdeadline
    WHERE subject_id = subject
    UNION ALL
    SELECT 'deadline-moves', moved.public_id, lost
    FROM public.workdays_keptdeadline kept
    JOIN public.workdays_deadlinemove moved ON moved.deadline_id = kept.id
    WHERE kept.subject_id = subject;
$$;
COMMENT ON FUNCTION workdays_touch_deadlines(uuid, text[]) IS
    'For triggers: who sees a record has changed, and so who sees its deadlines.';

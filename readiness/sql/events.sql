-- Records whose changes leave an event, and the columns that change without one.

SELECT audit_watch('readiness_certificate', 'readiness.certificate', '',
    '{}');
SELECT audit_watch('readiness_course', 'readiness.course', '',
    '{}');
SELECT audit_watch('readiness_ratingscore', 'readiness.ratingscore', '',
    '{}');
SELECT audit_watch('readiness_ratingperiod', 'readiness.ratingperiod', '',
    '{}');

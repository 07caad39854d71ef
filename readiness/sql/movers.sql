-- Columns of training and rating: each changes with the event that says so, by who held the role
-- of that act at that moment (audit/sql/movers.sql).

SELECT audit_ask_change('readiness_course', 'is_active', 'readiness.course', '',
    'course.retired secretariat'
);
SELECT audit_ask_change('readiness_certificate', 'revoked_on, revoke_reason',
    'readiness.certificate', '', 'certificate.revoked association@*'
);
SELECT audit_ask_change('readiness_ratingscore', 'points, given_on, given_by_name',
    'readiness.ratingscore', '', 'rating_score.given association@*'
);

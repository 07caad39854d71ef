-- Which role each person of a review, duty, policy or run held at that moment.

SELECT accounts_ask('oversight_duty', 'refused_by', 'ended_on',
    'agency_manager@agency_id>agencies_agency', 'agency_appeal@agency_id>agencies_agency');
SELECT accounts_ask('oversight_duty', 'accepted_by', 'accepted_on', 'deputy');
SELECT accounts_ask('oversight_policyversion', 'proposed_by', '',
    'expert', 'secretariat', 'system');
SELECT accounts_ask('oversight_rulerun', 'triggered_by', 'started_at',
    'expert', 'secretariat', 'system');
SELECT accounts_ask('oversight_reminder', 'sent_by', 'sent_on',
    'deputy', 'expert', 'secretariat');
SELECT accounts_ask('oversight_reviewnote', 'written_by', 'written_at',
    'agency_manager@agency_id>agencies_agency', 'agency_clerk@agency_id>agencies_agency',
    'agency_appeal@agency_id>agencies_agency', 'committee_chair', 'committee_member', 'expert',
    'secretariat');
SELECT accounts_ask('oversight_terminationreview', 'issued_by', 'issued_on',
    'agency_manager@agency_id>agencies_agency', 'agency_clerk@agency_id>agencies_agency', 'expert',
    'secretariat', 'system');
SELECT accounts_ask('oversight_terminationreview', 'statement_by', 'statement_on',
    'operator@office_id>offices_office');
SELECT accounts_ask('oversight_terminationreview', 'decided_by', 'decided_on',
    'agency_manager@agency_id>agencies_agency', 'agency_appeal@agency_id>agencies_agency',
    'committee_member');

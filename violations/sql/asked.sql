-- Which role each person of a report or case held at that moment.
--
-- Deciders, stand-ins and members of the committee are asked by `deciding_roles` and `stand_ins`.

SELECT accounts_ask('violations_violationreport', 'reporter_id', '',
    'agency_manager@*', 'agency_clerk@*', 'association@*', 'county_rep@*', 'expert', 'secretariat');
SELECT accounts_ask('violations_violationreport', 'triaged_by', 'triaged_on',
    'agency_manager@agency_id>agencies_agency', 'agency_appeal@agency_id>agencies_agency',
    'secretariat');
SELECT accounts_ask('violations_evidence', 'uploaded_by', 'uploaded_at',
    'agency_manager@*', 'agency_clerk@*', 'agency_appeal@*', 'association@*', 'county_rep@*',
    'committee_chair', 'expert', 'operator@*', 'secretariat');
SELECT accounts_ask('violations_evidenceaccess', 'user_id', 'asked_at',
    'deputy');
SELECT accounts_ask('violations_notice', 'issued_by', 'issued_on',
    'agency_manager@case_id>violations_case.agency_id>agencies_agency',
    'agency_clerk@case_id>violations_case.agency_id>agencies_agency',
    'agency_appeal@case_id>violations_case.agency_id>agencies_agency', 'committee_chair',
    'committee_member', 'secretariat', 'system');
SELECT accounts_ask('violations_defence', 'written_by', 'submitted_at',
    'operator@case_id>violations_case.office_id>offices_office',
    'agency_manager@case_id>violations_case.agency_id>agencies_agency',
    'agency_clerk@case_id>violations_case.agency_id>agencies_agency', 'secretariat');
SELECT accounts_ask('violations_appeal', 'filed_by', 'filed_at',
    'operator@case_id>violations_case.office_id>offices_office',
    'agency_manager@case_id>violations_case.agency_id>agencies_agency',
    'agency_clerk@case_id>violations_case.agency_id>agencies_agency', 'secretariat');
SELECT accounts_ask('violations_casenote', 'written_by', 'written_at',
    'agency_manager@case_id>violations_case.agency_id>agencies_agency',
    'agency_clerk@case_id>violations_case.agency_id>agencies_agency',
    'agency_appeal@case_id>violations_case.agency_id>agencies_agency', 'committee_chair',
    'committee_member', 'expert', 'secretariat');
SELECT accounts_ask('violations_case', 'executed_by', '',
    'agency_manager@agency_id>agencies_agency', 'secretariat');
SELECT accounts_ask('violations_case', 'closed_by', '',
    'agency_manager@agency_id>agencies_agency', 'secretariat');
SELECT accounts_ask('violations_case', 'reopened_by', 'reopened_at',
    'deputy');
SELECT accounts_ask('violations_correctiveaction', 'verified_by', 'verified_on',
    'agency_manager@case_id>violations_case.agency_id>agencies_agency', 'secretariat');
SELECT accounts_ask('violations_hearingsession', 'called_by', 'called_on',
    'agency_manager@case_id>violations_case.agency_id>agencies_agency',
    'agency_clerk@case_id>violations_case.agency_id>agencies_agency', 'committee_chair',
    'secretariat');
SELECT accounts_ask('violations_hearingsession', 'recorded_by', 'recorded_at',
    'agency_manager@case_id>violations_case.agency_id>agencies_agency',
    'agency_clerk@case_id>violations_case.agency_id>agencies_agency', 'committee_chair',
    'secretariat');
SELECT accounts_ask('violations_hearingsession', 'ended_by', 'ended_on',
    'agency_manager@case_id>violations_case.agency_id>agencies_agency',
    'agency_clerk@case_id>violations_case.agency_id>agencies_agency', 'committee_chair',
    'secretariat', 'system');
SELECT accounts_ask('violations_sessionseat', 'refusal_by', 'refused_at',
    'agency_manager@*', 'agency_clerk@*', 'agency_appeal@*', 'committee_chair',
    'committee_member', 'secretariat');
SELECT accounts_ask('violations_sessionseat', 'contested_by', 'contested_at',
    'operator@session_id>violations_hearingsession.case_id>violations_case.office_id'
    '>offices_office');
SELECT accounts_ask('violations_sessionseat', 'answered_by', 'answered_at',
    'agency_manager@session_id>violations_hearingsession.case_id>violations_case.agency_id'
    '>agencies_agency', 'agency_clerk@session_id>violations_hearingsession.case_id'
    '>violations_case.agency_id>agencies_agency', 'committee_chair', 'secretariat');
SELECT accounts_ask('violations_hearingsession', 'day_confirmed_by', 'day_confirmed_on',
    'agency_manager@case_id>violations_case.agency_id>agencies_agency',
    'agency_clerk@case_id>violations_case.agency_id>agencies_agency', 'committee_chair',
    'secretariat');

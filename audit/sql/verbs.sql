-- Which roles record a verb: those of the acts that name it. `./run acts` writes this file from the
-- tables of acts and `audit.verbs`; after a change, a new migration loads it.

CREATE OR REPLACE FUNCTION audit_roles_of(verb text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN verb IN ('audit.mended', 'bulk.tried', 'calendar.loaded', 'case.became_final',
        'case.defence_lapsed', 'case.hearing_day_closed', 'case.hearing_day_open',
        'case.minutes_sealed', 'case.notice_left', 'case.notice_reminded', 'case.windows_dated',
        'contract.acceptance_missed', 'contract.addendum_lapsed', 'contract.document_opened',
        'contract.end_postponed', 'contract.ended_mutual', 'contract.expired',
        'contract.guarantee_expired', 'contract.notice_left', 'contract.notice_reminded',
        'contract.proof_annulled', 'contract.renewed', 'contract.scan_opened',
        'contract.suspension_annulled', 'contract.suspension_lapsed',
        'contract.suspension_shortened', 'contract.termination_annulled', 'daily_job.failed',
        'dossier.made', 'dossier.taken', 'duties.checked', 'duty.put_before_deputy',
        'duty.put_before_head', 'duty.reminded', 'duty.scan_opened', 'evidence.opened',
        'evidence.original_opened', 'flag.cleared', 'flag.raised', 'flag.superseded',
        'four_eyes.checked', 'import.applied', 'import.file_opened', 'import.refused',
        'job.asked', 'job.failed', 'job.finished', 'job.outcomes_taken', 'job.stopped',
        'letter.receipt_opened', 'licence.expired', 'licence.imported', 'licence.scan_opened',
        'licence.suspension_lapsed', 'list.exported', 'list.taken', 'office.import_updated',
        'office.imported', 'office.letter_opened', 'pending.confirmed', 'pending.expired',
        'pending.proposed', 'pending.refused', 'pending.voided', 'pending.withdrawn',
        'policy.expired', 'policy.loaded', 'policy.superseded', 'policy.withdrawn',
        'proofs.broken', 'proofs.verified', 'reach.changed', 'reference.loaded',
        'review.escalated', 'review.hearing_lapsed', 'review.joined', 'review.notice_left',
        'review.notice_reminded', 'review.opened', 'review.paper_opened', 'review.superseded',
        'role.attested', 'role.switched', 'states.compared', 'states.differ',
        'synthetic.loaded', 'token.revoked', 'token.succeeded', 'unopened.followed',
        'user.asked_access', 'user.codes_made', 'user.entered', 'user.factor_added',
        'user.factor_removed', 'user.invited', 'user.password_changed', 'user.preferred',
        'user.rehashed', 'view.removed', 'view.renamed', 'view.saved', 'view.shared')
        THEN '{*}'::text[]
    WHEN verb IN ('token.issued', 'token.rotated', 'webhook.added', 'webhook.edited',
        'webhook.pinged', 'webhook.resent', 'webhook.rotated')
        THEN '{agency_appeal, agency_clerk, agency_manager, association, auditor,
            committee_chair, committee_member, county_rep, deputy, expert, operator,
            platform_admin, secretariat}'::text[]
    WHEN verb IN ('webhook.ended')
        THEN '{agency_appeal, agency_clerk, agency_manager, association, auditor,
            committee_chair, committee_member, county_rep, deputy, expert, operator,
            platform_admin, secretariat, system}'::text[]
    WHEN verb IN ('evidence.uploaded')
        THEN '{agency_appeal, agency_clerk, agency_manager, association, committee_chair,
            county_rep, expert, operator, secretariat}'::text[]
    WHEN verb IN ('case.dossier_asked')
        THEN '{agency_appeal, agency_clerk, agency_manager, auditor, deputy, operator,
            secretariat}'::text[]
    WHEN verb IN ('case.recused_last', 'case.stood_back', 'contract.recused_last',
        'contract.stood_back')
        THEN '{agency_appeal, agency_clerk, agency_manager, committee_chair, committee_member,
            deputy, expert, secretariat}'::text[]
    WHEN verb IN ('case.note_added', 'review.note_added')
        THEN '{agency_appeal, agency_clerk, agency_manager, committee_chair, committee_member,
            expert, secretariat}'::text[]
    WHEN verb IN ('contract.addendum_entered', 'contract.addendum_paper_proposed',
        'contract.settlement_part_remitted', 'contract.settlement_remitted')
        THEN '{agency_appeal, agency_clerk, agency_manager, committee_chair, deputy}'::text[]
    WHEN verb IN ('contract.notice_served', 'contract.service_proposed')
        THEN '{agency_appeal, agency_clerk, agency_manager, committee_chair, deputy,
            operator}'::text[]
    WHEN verb IN ('case.notice_served', 'case.summons_served')
        THEN '{agency_appeal, agency_clerk, agency_manager, committee_chair, deputy, operator,
            secretariat, system}'::text[]
    WHEN verb IN ('review.served')
        THEN '{agency_appeal, agency_clerk, agency_manager, committee_chair, deputy, operator,
            system}'::text[]
    WHEN verb IN ('case.paper_proposed')
        THEN '{agency_appeal, agency_clerk, agency_manager, committee_chair, deputy,
            secretariat, system}'::text[]
    WHEN verb IN ('review.service_proposed')
        THEN '{agency_appeal, agency_clerk, agency_manager, committee_chair, deputy,
            system}'::text[]
    WHEN verb IN ('case.decided')
        THEN '{agency_appeal, agency_manager, committee_chair, committee_member}'::text[]
    WHEN verb IN ('case.annulled', 'case.closed_without_action', 'case.closing_proposed',
        'case.reduced', 'case.sent_back')
        THEN '{agency_appeal, agency_manager, committee_chair, deputy, secretariat}'::text[]
    WHEN verb IN ('flag.decided', 'review.decided')
        THEN '{agency_appeal, agency_manager, committee_member}'::text[]
    WHEN verb IN ('review.closed')
        THEN '{agency_appeal, agency_manager, committee_member, system}'::text[]
    WHEN verb IN ('duty.refusal_proposed', 'duty.refused')
        THEN '{agency_appeal, agency_manager, deputy}'::text[]
    WHEN verb IN ('report.accepted', 'report.marked_duplicate', 'report.referred',
        'report.rejected', 'report.returned')
        THEN '{agency_appeal, agency_manager, secretariat}'::text[]
    WHEN verb IN ('case.appeal_decided')
        THEN '{agency_appeal, committee_chair, committee_member}'::text[]
    WHEN verb IN ('contract.judgment_annulled', 'contract.judgment_proposed',
        'contract.judgment_reduced', 'contract.judgment_upheld', 'review.judgment_annulled',
        'review.judgment_proposed')
        THEN '{agency_appeal, committee_chair, deputy, secretariat}'::text[]
    WHEN verb IN ('contract.judgment_unconfirmed')
        THEN '{agency_appeal, committee_chair, deputy, secretariat, system}'::text[]
    WHEN verb IN ('contract.acceptance_entered', 'contract.changed', 'contract.drafted',
        'contract.guarantee_extended', 'contract.guarantee_released',
        'contract.guarantee_replaced', 'contract.guaranteed', 'contract.renewal_begun',
        'contract.returned', 'contract.scan_kept', 'contract.scan_replaced', 'contract.sent',
        'contract.settled', 'contract.settlement_recorded', 'contract.settlement_reversed',
        'contract.text_written', 'contract.voided')
        THEN '{agency_clerk, agency_manager}'::text[]
    WHEN verb IN ('report.submitted', 'report.supplemented', 'report.withdrawn',
        'sheet.brought', 'sheet.confirmed', 'sheet.downloaded')
        THEN '{agency_clerk, agency_manager, association, county_rep, expert,
            secretariat}'::text[]
    WHEN verb IN ('case.hearing_recused')
        THEN '{agency_clerk, agency_manager, committee_chair, committee_member}'::text[]
    WHEN verb IN ('case.absence_contested', 'case.minutes_signed')
        THEN '{agency_clerk, agency_manager, committee_chair, committee_member,
            operator}'::text[]
    WHEN verb IN ('case.hearing_cancelled')
        THEN '{agency_clerk, agency_manager, committee_chair, committee_member, secretariat,
            system}'::text[]
    WHEN verb IN ('case.absence_answered', 'case.minutes_refused')
        THEN '{agency_clerk, agency_manager, committee_chair, secretariat}'::text[]
    WHEN verb IN ('case.appealed', 'case.defended', 'case.defended_late')
        THEN '{agency_clerk, agency_manager, deputy, operator, secretariat}'::text[]
    WHEN verb IN ('case.contested', 'review.answer_entered', 'review.answer_proposed')
        THEN '{agency_clerk, agency_manager, deputy, secretariat}'::text[]
    WHEN verb IN ('case.correction_added', 'case.correction_reported')
        THEN '{agency_clerk, agency_manager, operator, secretariat}'::text[]
    WHEN verb IN ('case.assigned', 'letter.received')
        THEN '{agency_clerk, agency_manager, secretariat}'::text[]
    WHEN verb IN ('case.hearing_day_confirmed', 'case.hearing_held', 'case.hearing_postponed',
        'case.notice_issued', 'case.scheduled', 'case.summoned')
        THEN '{agency_clerk, agency_manager, secretariat, system}'::text[]
    WHEN verb IN ('contract.addendum_proposed', 'contract.addendum_withdrawn',
        'contract.end_proposed', 'contract.guarantee_called', 'contract.import_confirmed',
        'contract.import_disowned', 'contract.notice_issued', 'contract.notice_withdrawn',
        'contract.reinstated', 'contract.resumed', 'contract.signed', 'contract.suspended',
        'contract.terminated', 'review.executed')
        THEN '{agency_manager}'::text[]
    WHEN verb IN ('deadline.moved')
        THEN '{agency_manager, deputy, platform_admin, secretariat}'::text[]
    WHEN verb IN ('contract.proven', 'deadline.extended', 'deadline.resumed',
        'deadline.suspended')
        THEN '{agency_manager, deputy, secretariat}'::text[]
    WHEN verb IN ('contract.end_declined')
        THEN '{agency_manager, operator}'::text[]
    WHEN verb IN ('agency.seat_set', 'agency.type_keys_set', 'case.closed',
        'case.correction_refused', 'case.correction_verified', 'case.sanction_executed',
        'case.sanction_moot', 'case.sanction_sent', 'contact.added', 'contact.ended',
        'service.added', 'service.updated', 'unit.added')
        THEN '{agency_manager, secretariat}'::text[]
    WHEN verb IN ('certificate.issued', 'certificate.revoked', 'office.left',
        'office.membership_declared', 'office.membership_withdrawn', 'rating_score.given')
        THEN '{association}'::text[]
    WHEN verb IN ('case.evidence_asked', 'case.reopened', 'case.stand_in_named',
        'duty.refusal_accepted', 'duty.reopened', 'policy.approved', 'policy.refused',
        'review.stand_in_named', 'template.approved')
        THEN '{deputy}'::text[]
    WHEN verb IN ('case.reminded', 'review.recommended', 'review.reminded')
        THEN '{deputy, expert, secretariat}'::text[]
    WHEN verb IN ('agency.reminded')
        THEN '{deputy, expert, secretariat, system}'::text[]
    WHEN verb IN ('role.ended')
        THEN '{deputy, platform_admin}'::text[]
    WHEN verb IN ('contract.document_proposed', 'holder.id_revealed', 'holder.registered',
        'import.confirmed', 'licence.cancelled', 'licence.document_proposed',
        'licence.reinstated', 'licence.renewed', 'licence.suspended', 'licence.transferred',
        'office.active', 'office.closed', 'office.document_proposed', 'office.inactive',
        'office.revoked', 'office.suspended', 'office.temporarily_closed', 'template.withdrawn')
        THEN '{deputy, secretariat}'::text[]
    WHEN verb IN ('duty.put_on_agenda')
        THEN '{deputy, system}'::text[]
    WHEN verb IN ('policy.proposed')
        THEN '{expert, secretariat}'::text[]
    WHEN verb IN ('rules.run', 'rules.tried')
        THEN '{expert, secretariat, system}'::text[]
    WHEN verb IN ('case.objection_contested', 'case.paper_contested', 'case.window_waived',
        'contract.acceptance_contested', 'contract.acceptance_withdrawn', 'contract.accepted',
        'contract.addendum_acceptance_withdrawn', 'contract.addendum_accepted',
        'contract.addendum_contested', 'contract.addendum_declined', 'contract.declined',
        'contract.end_acceptance_withdrawn', 'contract.end_accepted', 'contract.notice_waived',
        'review.answer_contested', 'review.answered', 'review.hearing_waived')
        THEN '{operator}'::text[]
    WHEN verb IN ('licence.renewal_requested', 'office.joined', 'office.membership_declined')
        THEN '{operator, secretariat}'::text[]
    WHEN verb IN ('contract.amended')
        THEN '{operator, system}'::text[]
    WHEN verb IN ('message.redone', 'role.proposed', 'role.voided', 'user.block_proposed',
        'user.identified', 'user.identity_proposed', 'user.let_in', 'user.person_corrected',
        'user.renewal_proposed', 'user.renewed', 'user.shut_out')
        THEN '{platform_admin}'::text[]
    WHEN verb IN ('calendar.day_added', 'calendar.day_confirmed', 'calendar.day_withdrawn',
        'calendar.file_brought', 'calendar.imported')
        THEN '{platform_admin, secretariat}'::text[]
    WHEN verb IN ('role.granted', 'user.created')
        THEN '{platform_admin, system}'::text[]
    WHEN verb IN ('contract.imported', 'course.added', 'course.retired', 'holder.updated',
        'import.downloaded', 'import.started', 'licence.issued', 'licence.scan_kept',
        'licence.scan_replaced', 'office.registered', 'office.updated', 'rating_period.opened',
        'staff.added', 'staff.ended', 'template.added', 'template.proposed')
        THEN '{secretariat}'::text[]
    WHEN verb IN ('letter.rendered')
        THEN '{system}'::text[]
END;
COMMENT ON FUNCTION audit_roles_of(text) IS
    'The roles that record a verb, * for any role and the clock; NULL where no act does.';

CREATE OR REPLACE FUNCTION audit_only_reads(verb text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN verb IN (
    'contract.document_opened', 'contract.scan_opened', 'dossier.made', 'dossier.taken',
    'duty.scan_opened', 'evidence.opened', 'evidence.original_opened', 'import.downloaded',
    'import.file_opened', 'letter.receipt_opened', 'licence.scan_opened', 'list.exported',
    'list.taken', 'office.letter_opened', 'review.paper_opened'
);
COMMENT ON FUNCTION audit_only_reads(text) IS
    'Whether an event of a verb says that somebody read a record, and changes nothing.';

-- Moves of reviews whose row names nobody rest on their event (movers.sql): nobody made them who
-- stood back from what the review counts, and on the other side nobody who holds or runs the
-- office. The office acts as its operator. What the rules do to a review passes, and reading.

CREATE OR REPLACE FUNCTION oversight_guard_recused_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    of_review bigint;
    office uuid;
BEGIN
    SELECT review.id, place.public_id INTO of_review, office FROM oversight_terminationreview review
    JOIN offices_office place ON place.id = review.office_id
    WHERE review.public_id = NEW.target_id::uuid;
    IF NEW.verb IN ('review.answer_contested', 'review.answered', 'review.hearing_waived',
            'review.served')
       AND accounts_holds_at(NEW.actor_id, 'operator', office, pishkhan_now()) THEN
        RETURN NEW;
    END IF;
    IF oversight_stood_back(of_review, NEW.actor_id) THEN
        PERFORM oversight_refuse('Who stood back from what a review counts does nothing in it.');
    END IF;
    IF oversight_has_interest(of_review, NEW.actor_id) THEN
        PERFORM oversight_refuse('Who holds or runs the office acts for no other side.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_auditevent_acted BEFORE INSERT ON audit_auditevent
    FOR EACH ROW WHEN (
        NEW.target_type = 'oversight.terminationreview' AND NEW.verb LIKE 'review.%'
        AND NEW.verb <> ALL (ARRAY[
            'review.opened', 'review.joined', 'review.superseded', 'review.paper_opened'
        ])
    )
    EXECUTE FUNCTION oversight_guard_recused_event();
ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER oversight_auditevent_acted;

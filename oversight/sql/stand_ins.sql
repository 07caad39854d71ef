-- Stand-ins for reviews; `violations` guards the rest of the table.

CREATE OR REPLACE FUNCTION oversight_guard_naming() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    review oversight_terminationreview;
BEGIN
    SELECT * INTO review FROM oversight_terminationreview WHERE public_id = NEW.subject_id;
    IF NOT FOUND OR review.state NOT IN ('heard', 'escalated') OR review.heard_on IS NULL THEN
        PERFORM oversight_refuse('A stand-in is named for what waits to be decided.');
    END IF;
    IF oversight_turn(review.id, NEW.named_on) <> 'stand_in' THEN
        PERFORM oversight_refuse('Somebody whose turn it is is free to decide.');
    END IF;
    IF oversight_had_part(review.id, NEW.member_id)
       OR oversight_had_part(review.id, NEW.named_by) THEN
        PERFORM oversight_refuse('Nobody who had a part in the review names or is named.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_standin_of_review BEFORE INSERT ON violations_standin
    FOR EACH ROW WHEN (NEW.step = 'review') EXECUTE FUNCTION oversight_guard_naming();
ALTER TABLE violations_standin ENABLE ALWAYS TRIGGER oversight_standin_of_review;

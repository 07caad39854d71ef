-- Certificates and ratings: nothing is deleted, and each changes only as its rules say.

CREATE OR REPLACE FUNCTION readiness_keep() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Training and rating are not deleted.' USING ERRCODE = 'check_violation';
END $$;

CREATE OR REPLACE TRIGGER kept BEFORE DELETE ON readiness_certificate
    FOR EACH ROW EXECUTE FUNCTION readiness_keep();
ALTER TABLE readiness_certificate ENABLE ALWAYS TRIGGER kept;

CREATE OR REPLACE TRIGGER kept BEFORE DELETE ON readiness_course
    FOR EACH ROW EXECUTE FUNCTION readiness_keep();
ALTER TABLE readiness_course ENABLE ALWAYS TRIGGER kept;

CREATE OR REPLACE TRIGGER kept BEFORE DELETE ON readiness_ratingperiod
    FOR EACH ROW EXECUTE FUNCTION readiness_keep();
ALTER TABLE readiness_ratingperiod ENABLE ALWAYS TRIGGER kept;

CREATE OR REPLACE TRIGGER kept BEFORE DELETE ON readiness_ratingscore
    FOR EACH ROW EXECUTE FUNCTION readiness_keep();
ALTER TABLE readiness_ratingscore ENABLE ALWAYS TRIGGER kept;

CREATE OR REPLACE FUNCTION readiness_keep_certificate() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (OLD.staff_id, OLD.office_id, OLD.course_id, OLD.number, OLD.issued_on, OLD.expires_on)
            IS DISTINCT FROM
            (NEW.staff_id, NEW.office_id, NEW.course_id, NEW.number, NEW.issued_on, NEW.expires_on)
            OR OLD.revoked_on IS NOT NULL THEN
        RAISE EXCEPTION 'A certificate is not changed; it is revoked once.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER keep BEFORE UPDATE ON readiness_certificate
    FOR EACH ROW EXECUTE FUNCTION readiness_keep_certificate();
ALTER TABLE readiness_certificate ENABLE ALWAYS TRIGGER keep;

-- Points are given on the days of their period, until the association's last day.
CREATE OR REPLACE FUNCTION readiness_keep_days() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.readiness_ratingperiod period
            WHERE period.id = NEW.period_id
            AND NEW.given_on BETWEEN period.opens_on AND period.association_due_on) THEN
        RAISE EXCEPTION 'Points are given on the days of their period only.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER keep_days BEFORE INSERT OR UPDATE ON readiness_ratingscore
    FOR EACH ROW EXECUTE FUNCTION readiness_keep_days();
ALTER TABLE readiness_ratingscore ENABLE ALWAYS TRIGGER keep_days;

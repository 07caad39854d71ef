-- A message that was sent stays sent; its receiver and content never change.

CREATE OR REPLACE FUNCTION notices_guard_message() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A message is not deleted.' USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.public_id, NEW.carrier, NEW.payload, NEW.user_id, NEW.once, NEW.created_at)
       IS DISTINCT FROM
       (OLD.public_id, OLD.carrier, OLD.payload, OLD.user_id, OLD.once, OLD.created_at) THEN
        RAISE EXCEPTION 'Key, receiver and content of a message are not changed.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'sent' AND NEW.state <> 'sent' THEN
        RAISE EXCEPTION 'A message that was sent stays sent.' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.state = 'dead' AND NEW.state = 'sent' THEN
        RAISE EXCEPTION 'A message that was given up is sent only after it waits again.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER notices_message_flow BEFORE UPDATE OR DELETE ON notices_message
    FOR EACH ROW EXECUTE FUNCTION notices_guard_message();
ALTER TABLE notices_message ENABLE ALWAYS TRIGGER notices_message_flow;

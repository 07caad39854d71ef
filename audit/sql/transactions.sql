-- The number of a transaction, which each row of a followed table stores at its last change.
--
-- Numbers from a sequence can commit out of order. The number of a transaction, read together
-- with the oldest transaction that still runs, cannot (docs/adr/0018-changes.md).

CREATE OR REPLACE FUNCTION audit_turn() RETURNS bigint LANGUAGE sql STABLE PARALLEL UNSAFE
RETURN pg_current_xact_id()::text::bigint;
COMMENT ON FUNCTION audit_turn() IS 'The number of this transaction; it never starts again.';

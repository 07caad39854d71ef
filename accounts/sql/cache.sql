-- The table of Django's cache. Rate limits and used codes survive a broker that is down.
CREATE TABLE IF NOT EXISTS accounts_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS accounts_cache_expires ON accounts_cache (expires);

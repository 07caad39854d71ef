"""Counties, agencies, offices and contracts of the synthetic country."""

PLACES = """
INSERT INTO territory_division (
    created_at, updated_at, public_id, level, parent_id, name, name_key, is_verified, source
)
SELECT now(), now(), gen_random_uuid(), 'county', p.id,
    'شهرستان نمونه ' || n, 'شهرستاننمونه' || n, false, 'synthetic'
FROM territory_division p CROSS JOIN generate_series(1, 14) n
WHERE p.level = 'province' AND p.name <> 'اردبیل'
ORDER BY p.id, n
"""

AGENCIES = (
    """
    INSERT INTO agencies_agency (
        created_at, updated_at, public_id, code, name, short_name, letter, kind, province_id,
        is_secretariat, is_active, requires_guarantee, position
    )
    SELECT now(), now(), gen_random_uuid(), 'sample-' || n, 'دستگاه نمونهٔ ' || n || ' (نمونه)',
        'نمونه ' || n, 'ن', 'government', p.id, false, true, true, 100 + n
    FROM generate_series(15, 60) n
    JOIN LATERAL (
        SELECT id FROM territory_division WHERE level = 'province' ORDER BY id
        OFFSET n %% 31 LIMIT 1
    ) p ON true
    ORDER BY n
    """,
    """
    INSERT INTO agencies_service (
        created_at, updated_at, public_id, agency_id, code, title, fee_source, is_active
    )
    SELECT now(), now(), gen_random_uuid(), a.id, a.code || '-' || n, 'خدمت نمونهٔ ' || n, '', true
    FROM agencies_agency a CROSS JOIN generate_series(1, 3) n
    WHERE a.code LIKE 'sample-%%' ORDER BY a.id, n
    """,
    # A wheel of a thousand places: how often an agency is drawn. Gas has more of them
    # than its share, because an office has one contract with an agency however often it is drawn.
    """
    CREATE TEMP TABLE wheel ON COMMIT DROP AS
    WITH weights AS (
        SELECT id, CASE WHEN code = 'gaz' THEN 235.0
            ELSE 765.0 / (rank() OVER (ORDER BY (code = 'gaz'), position, id) + 2)
                / 2.9 END AS weight
        FROM agencies_agency WHERE NOT is_secretariat
    ), ends AS (
        SELECT id, sum(weight) OVER (ORDER BY id) * 1000 / sum(weight) OVER () AS till,
            weight * 1000 / sum(weight) OVER () AS share
        FROM weights
    )
    SELECT place, (SELECT id FROM ends WHERE till > place ORDER BY till LIMIT 1) AS agency_id
    FROM generate_series(0, 999) place
    """,
    "ALTER TABLE wheel ADD PRIMARY KEY (place)",
    """
    CREATE TEMP TABLE offered ON COMMIT DROP AS
    SELECT agency_id, array_agg(id ORDER BY id) AS services FROM agencies_service GROUP BY 1
    """,
)

OFFICES = (
    """
    CREATE FUNCTION pg_temp.padded(number bigint, digits int) RETURNS text
    LANGUAGE sql IMMUTABLE RETURN lpad(number::text, GREATEST(digits, length(number::text)), '0')
    """,
    """
    CREATE TEMP TABLE site ON COMMIT DROP AS
    WITH counties AS (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS total
        FROM territory_division WHERE level = 'county'
    ), drawn AS (
        SELECT n, floor(power(random(), 1.3) * (SELECT max(total) FROM counties))::int AS place,
            random() AS luck, random() AS fate
        FROM generate_series(1, %(offices)s) n
    )
    SELECT n, c.id AS county_id, luck, fate, pg_temp.padded(n, 7) AS code
    FROM drawn JOIN counties c USING (place)
    """,
    "ALTER TABLE site ADD PRIMARY KEY (n)",
    """
    INSERT INTO offices_licenceholder (
        created_at, updated_at, public_id, kind, name, name_key, ceo_name, national_id_sealed,
        national_id_index, legal_id, mobile
    )
    SELECT now(), now(), gen_random_uuid(), 'legal', 'شرکت خدمات پیشخوان ' || n || ' (نمونه)',
        'شرکتخدماتپیشخوان' || n || '(نمونه)', 'مدیر ' || n, '', '', '', ''
    FROM site ORDER BY n
    """,
    """
    CREATE TEMP TABLE held ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY id) AS n, id AS holder_id FROM offices_licenceholder
    """,
    "ALTER TABLE held ADD PRIMARY KEY (n)",
    """
    INSERT INTO offices_office (
        created_at, updated_at, public_id, code, name, search_key, kind, state, holder_id,
        manager_name, county_id, address, postal_code, phone, mobile, iban, opening_hours, rank,
        is_member, first_active_on, version
    )
    SELECT now(), now(), gen_random_uuid(), s.code, 'پیشخوان ' || s.n || ' (نمونه)',
        s.code || ' پیشخوان' || s.n || '(نمونه) مدیر' || s.n || ' نشانینمونه' || s.n,
        CASE WHEN s.luck < 0.66 THEN 'urban' ELSE 'rural_ict' END,
        CASE WHEN s.fate < 0.91 THEN 'active' WHEN s.fate < 0.98 THEN 'inactive'
            ELSE 'temporarily_closed' END,
        h.holder_id, 'مدیر ' || s.n, s.county_id, 'نشانی نمونه ' || s.n, '56' || s.code || '3',
        '', '', '', '', CASE WHEN s.luck < 0.65 THEN 1 WHEN s.luck < 0.98 THEN 2 ELSE 3 END,
        true, (%(starts)s::date[])[1], 1
    FROM site s JOIN held h USING (n) ORDER BY s.n
    """,
    """
    INSERT INTO offices_officestateinterval (
        created_at, updated_at, office_id, state, starts_on, ends_on, planned_until, reason,
        document_no
    )
    SELECT now(), now(), id, state, (%(starts)s::date[])[1], NULL,
        CASE WHEN state = 'temporarily_closed' THEN %(today)s::date + 20 END, 'synthetic', ''
    FROM offices_office ORDER BY id
    """,
    """
    INSERT INTO offices_licence (
        created_at, updated_at, public_id, office_id, holder_id, number, issued_on, expires_on,
        state, state_since, document_no, version
    )
    SELECT now(), now(), gen_random_uuid(), id, holder_id, '00/' || code, ends_on - 1826, ends_on,
        CASE WHEN ends_on < %(today)s THEN 'expired' ELSE 'valid' END,
        CASE WHEN ends_on < %(today)s THEN ends_on + 1 ELSE ends_on - 1826 END, '', 1
    FROM (
        SELECT id, holder_id, code,
            %(today)s::date + floor(random() * 1780)::int - 20 AS ends_on
        FROM offices_office
    ) drawn ORDER BY id
    """,
)

CONTRACTS = (
    # One pair of office and agency has a contract in each of the years.
    """
    CREATE TEMP TABLE pair ON COMMIT DROP AS
    WITH drawn AS (
        SELECT i, 1 + CASE WHEN i <= %(offices)s THEN i - 1
                ELSE floor(power(random(), 1.25) * %(offices)s)::int END AS n,
            floor(random() * 1000)::int AS place, random() AS luck
        FROM generate_series(1, GREATEST(1, %(contracts)s / 5) * 2) i
    ), once AS (
        SELECT DISTINCT ON (n, agency_id) i, n, agency_id, luck
        FROM drawn JOIN wheel USING (place) ORDER BY n, agency_id, i
    )
    SELECT row_number() OVER (ORDER BY i) AS p, o.id AS office_id, o.county_id, o.holder_id,
        once.agency_id, once.luck, f.services[1 + floor(once.luck * cardinality(f.services))::int]
            AS service_id
    FROM (SELECT * FROM once ORDER BY i LIMIT GREATEST(1, %(contracts)s / 5)) once
    JOIN site s USING (n) JOIN offices_office o ON o.code = s.code
    JOIN offered f ON f.agency_id = once.agency_id
    """,
    """
    CREATE TEMP TABLE term ON COMMIT DROP AS
    SELECT y, (%(years)s::int[])[y] AS year, (%(starts)s::date[])[y] AS starts_on,
        (%(nexts)s::date[])[y] - 1 AS ends_on
    FROM generate_series(1, 5) y
    """,
    """
    INSERT INTO contracts_contract (
        created_at, updated_at, public_id, number, agency_number, agency_id, office_id, county_id,
        kind, state, signed_on, starts_on, ends_on, notice_days, retention_percent,
        retention_reason, value, notice_proof, ended_on, mutual_end_reason, quota_exception,
        origin, renewal_exception, version
    )
    SELECT now(), now(), gen_random_uuid(),
        t.year || '-' || pg_temp.padded(row_number() OVER (PARTITION BY t.y ORDER BY p.p), 4),
        '', p.agency_id, p.office_id, p.county_id, 'contract',
        CASE WHEN t.ends_on >= %(today)s THEN 'active' ELSE 'expired' END,
        t.starts_on - 5, t.starts_on, t.ends_on, 30, 5, '', 800000000, '',
        CASE WHEN t.ends_on < %(today)s THEN t.ends_on END, '', '', 'own', '', 1
    FROM pair p CROSS JOIN term t ORDER BY t.y, p.p
    """,
    """
    CREATE TEMP TABLE deal ON COMMIT DROP AS
    SELECT row_number() OVER (ORDER BY p.luck, c.id) AS d, c.id AS contract_id, p.office_id,
        p.agency_id, p.county_id, p.holder_id, p.service_id, c.starts_on,
        LEAST(c.ends_on, %(today)s::date) AS until, c.ends_on, c.state
    FROM contracts_contract c
    JOIN pair p USING (office_id, agency_id)
    """,
    "ALTER TABLE deal ADD PRIMARY KEY (d)",
    "ANALYZE deal",
    """
    INSERT INTO contracts_contractservice (
        created_at, updated_at, contract_id, service_id, office_id, agency_id, starts_on, ends_on,
        state
    )
    SELECT now(), now(), contract_id, service_id, office_id, agency_id, starts_on, ends_on, state
    FROM deal ORDER BY contract_id
    """,
    """
    INSERT INTO contracts_guarantee (
        created_at, updated_at, public_id, contract_id, kind, number, issuer, amount, expires_on,
        state, excess_reason
    )
    SELECT now(), now(), gen_random_uuid(), contract_id, 'bank', 'G' || contract_id, '', 40000000,
        CASE WHEN state = 'active' AND contract_id %% 331 = 0 THEN %(today)s::date - 2
            ELSE ends_on + 30 END,
        CASE WHEN state = 'active' AND contract_id %% 331 <> 0 THEN 'held' ELSE 'expired' END, ''
    FROM deal ORDER BY contract_id
    """,
    "SELECT 1 FROM contracts_contract",
)

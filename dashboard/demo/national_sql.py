"""
The statements that make a country's worth of synthetic rows.

Everything is drawn by `random()` after `setseed`, each row once, in temporary tables first. Shares
are those of the measurements: the largest agency has 19 % of the contracts, a few offices are
reported often, fifteen of a hundred reports open a case.
"""

from dataclasses import dataclass

YEARS = 5
LOADED = (
    "territory_division",
    "agencies_agency",
    "agencies_service",
    "offices_licenceholder",
    "offices_office",
    "offices_officestateinterval",
    "offices_licence",
    "contracts_contract",
    "contracts_contractservice",
    "contracts_guarantee",
    "violations_violationreport",
    "violations_reportkey",
    "violations_case",
    "violations_casereport",
    "violations_decision",
    "violations_notice",
    "violations_pointentry",
)


@dataclass(frozen=True)
class Batch:
    """Statements that belong together; the last one's count is the batch's."""

    name: str
    statements: tuple[str, ...]


_PLACES = """
INSERT INTO territory_division (
    created_at, updated_at, public_id, level, parent_id, name, name_key, is_verified, source
)
SELECT now(), now(), gen_random_uuid(), 'county', p.id,
    'شهرستان نمونه ' || n, 'شهرستاننمونه' || n, false, 'synthetic'
FROM territory_division p CROSS JOIN generate_series(1, 14) n
WHERE p.level = 'province' AND p.name <> 'اردبیل'
ORDER BY p.id, n
"""

_AGENCIES = (
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

_OFFICES = (
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

_CONTRACTS = (
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

_REPORTS = (
    # A wheel of a thousand places over the types of the contract track: mostly minor, seldom
    # critical. Each report that opens a case opens one.
    """
    CREATE TEMP TABLE kind ON COMMIT DROP AS
    WITH share (severity, first, size) AS (
        VALUES ('minor', 0, 880), ('moderate', 880, 90), ('major', 970, 28), ('critical', 998, 2)
    ), ranked AS (
        SELECT id, severity, points, title, row_number() OVER one - 1 AS n,
            count(*) OVER (PARTITION BY severity) AS total
        FROM violations_violationtype WHERE track <> 'licence'
        WINDOW one AS (PARTITION BY severity ORDER BY code)
    )
    SELECT first + step AS k, id AS type_id, severity, points, title
    FROM share JOIN LATERAL generate_series(0, size - 1) step ON true
    JOIN ranked USING (severity) WHERE step %% total = n
    """,
    "ALTER TABLE kind ADD PRIMARY KEY (k)",
    # Reports 3, 4 and 5 of each twenty are about the events of 0, 1 and 2.
    """
    CREATE TEMP TABLE happened ON COMMIT DROP AS
    SELECT i, 1 + floor(power(random(), 1.5) * (SELECT count(*) FROM deal))::int AS d,
        random() AS day, random() AS what, random() AS lag
    FROM generate_series(0, %(reports)s - 1) i
    """,
    "ALTER TABLE happened ADD PRIMARY KEY (i)",
    "ANALYZE happened",
    """
    CREATE TEMP TABLE told ON COMMIT DROP AS
    WITH event AS (
        SELECT h.i, CASE WHEN h.i %% 20 IN (3, 4, 5) THEN h.i - 3 ELSE h.i END AS of, h.lag
        FROM happened h
    ), placed AS (
        SELECT event.i, event.of, e.contract_id, e.office_id, e.agency_id, e.county_id,
            e.holder_id,
            e.starts_on + floor(o.day * (e.until - e.starts_on + 1))::int AS occurred_on,
            floor(o.what * 1000)::int AS k,
            1 + floor(event.lag * 9)::int AS lag
        FROM event JOIN happened o ON o.i = event.of JOIN deal e ON e.d = o.d
    )
    SELECT placed.*, kind.type_id, kind.severity, kind.points, kind.title,
        LEAST(occurred_on + lag, %(today)s::date) AS submitted_on, i %% 20 AS slot
    FROM placed JOIN kind USING (k)
    """,
    """
    CREATE TEMP TABLE numbered ON COMMIT DROP AS
    SELECT told.*, t.year,
        row_number() OVER (PARTITION BY t.year ORDER BY submitted_on, i) AS serial
    FROM told JOIN term t ON submitted_on BETWEEN t.starts_on AND t.ends_on
    """,
    """
    INSERT INTO violations_violationreport (
        created_at, updated_at, public_id, number, state, source, agency_id, office_id, county_id,
        contract_id, type_id, occurred_on, discovered_on, submitted_on, submitted_at, is_late,
        place, narrative, supplement, search_key, reporter_id, reporter_name, triage_due_on,
        triaged_on, triaged_by, triage_reason, referred_to, separate_reason, version, amount
    )
    SELECT now(), now(), gen_random_uuid(), year || '-' || pg_temp.padded(serial, 5),
        CASE WHEN submitted_on > %(today)s::date - 6 AND slot > 5 THEN 'submitted'
            WHEN slot <= 5 THEN 'accepted' WHEN slot = 17 THEN 'withdrawn'
            WHEN slot IN (15, 16) THEN 'referred' ELSE 'rejected' END,
        'agency', agency_id, office_id, county_id, contract_id, type_id, occurred_on, occurred_on,
        submitted_on, submitted_on + time '09:30', lag > 8, '',
        'گزارش ساختگی ' || i || ' برای سنجش سامانه', '',
        year || '-' || pg_temp.padded(serial, 5) || ' ' || i || 'گزارشساختگی',
        1000000 + agency_id, 'کارشناس نمونه', submitted_on + 5,
        CASE WHEN submitted_on <= %(today)s::date - 6 OR slot <= 5 THEN submitted_on + 2 END,
        CASE WHEN submitted_on <= %(today)s::date - 6 OR slot <= 5 THEN 2000000 + agency_id END,
        CASE WHEN slot IN (15, 16) OR slot BETWEEN 6 AND 14 OR slot > 17 THEN 'synthetic'
            ELSE '' END,
        CASE WHEN slot IN (15, 16) THEN 'synthetic' ELSE '' END, '', 2, i
    FROM numbered ORDER BY submitted_on, i
    """,
    """
    CREATE TEMP TABLE filed ON COMMIT DROP AS
    SELECT id AS report_id, amount AS i FROM violations_violationreport
    WHERE amount %% 20 <= 5
    """,
    "ALTER TABLE filed ADD PRIMARY KEY (i)",
    "ANALYZE filed",
    """
    UPDATE violations_violationreport r SET state = 'duplicate', duplicate_of_id = o.report_id
    FROM filed o WHERE r.amount %% 20 IN (3, 4, 5) AND o.i = r.amount - 3
    """,
    "INSERT INTO violations_reportkey SELECT id, search_key FROM violations_violationreport",
)

_CASES = (
    # Days of a case follow one another; those after today have not come yet.
    """
    CREATE TEMP TABLE life ON COMMIT DROP AS
    WITH drawn AS (
        SELECT n.*, f.report_id, random() AS luck, random() AS luck2,
            LEAST(submitted_on + 2, %(today)s::date) AS opened_on
        FROM numbered n JOIN filed f USING (i) WHERE n.slot <= 2
    ), days AS (
        SELECT *, opened_on + 3 AS served_on, opened_on + 14 AS defence_due_on,
            opened_on + 20 + floor(luck * 18)::int AS decided_on
        FROM drawn
    )
    SELECT *, decided_on + 24 AS appeal_due_on, decided_on + 25 AS final_on,
        luck2 < 0.45 AS is_proven,
        CASE WHEN served_on >= %(today)s THEN 'opened'
            WHEN defence_due_on >= %(today)s THEN 'notified'
            WHEN decided_on >= %(today)s THEN 'defended'
            WHEN decided_on + 25 >= %(today)s THEN 'decided'
            WHEN decided_on + 45 >= %(today)s THEN 'final'
            ELSE 'closed' END AS state
    FROM days
    """,
    """
    INSERT INTO violations_case (
        created_at, updated_at, public_id, number, track, state, agency_id, office_id, county_id,
        holder_id, contract_id, type_id, severity, points, occurred_on, opened_on, is_issued,
        serve_due_on, served_on, defence_due_on, decision_due_on, decided_on,
        decision_serve_due_on, appeal_due_on, outcome, occurrence, sanction, final_on, executed_on,
        closed_on, closing_note, calendar_version, version
    )
    SELECT now(), now(), gen_random_uuid(), year || '-' || pg_temp.padded(serial, 5), 'contract',
        state, agency_id, office_id, county_id, holder_id, contract_id, type_id, severity, points,
        occurred_on, opened_on, state <> 'opened', opened_on + 4,
        CASE WHEN state <> 'opened' THEN served_on END,
        CASE WHEN state <> 'opened' THEN defence_due_on END,
        CASE WHEN state <> 'opened' THEN defence_due_on + 31 END,
        CASE WHEN state IN ('decided', 'final', 'closed') THEN decided_on END,
        CASE WHEN state IN ('decided', 'final', 'closed') THEN decided_on + 4 END,
        CASE WHEN state IN ('decided', 'final', 'closed') THEN appeal_due_on END,
        CASE WHEN state NOT IN ('decided', 'final', 'closed') THEN ''
            WHEN is_proven THEN 'proven' ELSE 'not_proven' END,
        CASE WHEN state IN ('decided', 'final', 'closed') AND is_proven THEN 1 END,
        CASE WHEN state NOT IN ('decided', 'final', 'closed') THEN ''
            WHEN NOT is_proven THEN 'none' WHEN severity = 'major' THEN 'written_warning'
            ELSE 'reminder' END,
        CASE WHEN state IN ('final', 'closed') THEN final_on END,
        CASE WHEN state = 'closed' THEN final_on + 5 END,
        CASE WHEN state = 'closed' THEN final_on + 8 END, '', 'v1', 5
    FROM life ORDER BY opened_on, i
    """,
    """
    CREATE TEMP TABLE tried ON COMMIT DROP AS
    SELECT c.id AS case_id, l.report_id, l.i, c.state, c.outcome, c.office_id, c.holder_id,
        c.points, c.final_on, c.decided_on, c.opened_on, c.served_on, c.sanction, c.agency_id
    FROM violations_case c JOIN life l
        ON c.number = l.year || '-' || pg_temp.padded(l.serial, 5)
    """,
    """
    INSERT INTO violations_casereport (case_id, report_id, is_primary)
    SELECT case_id, report_id, true FROM tried
    UNION ALL
    SELECT t.case_id, f.report_id, false FROM tried t JOIN filed f ON f.i = t.i + 3
    """,
    """
    INSERT INTO violations_notice (
        created_at, updated_at, public_id, case_id, kind, channel, letter_no, text, issued_on,
        issued_by, served_on, served_at, proof
    )
    SELECT now(), now(), gen_random_uuid(), case_id, 'charge', 'portal', 'N-' || case_id,
        'synthetic', opened_on + 1, 3000000 + agency_id, served_on,
        served_on + time '10:00', CASE WHEN served_on IS NULL THEN '' ELSE 'synthetic' END
    FROM tried WHERE state <> 'opened' ORDER BY case_id
    """,
    """
    INSERT INTO violations_decision (
        created_at, updated_at, public_id, case_id, forum, outcome, reasons, occurrence,
        proposed_sanction, sanction, override_reason, points, attendance, document_no,
        document_issuer, decided_on, decided_by, decided_by_name
    )
    SELECT now(), now(), gen_random_uuid(), case_id, 'agency', outcome, 'synthetic',
        CASE WHEN outcome = 'proven' THEN 1 END, sanction, sanction, '',
        CASE WHEN outcome = 'proven' THEN points ELSE 0 END, '[]', '', '', decided_on,
        4000000 + agency_id, 'مدیر نمونه'
    FROM tried WHERE outcome <> '' ORDER BY case_id
    """,
    """
    INSERT INTO violations_pointentry (
        created_at, updated_at, public_id, office_id, holder_id, case_id, points, effective_on,
        expires_on
    )
    SELECT now(), now(), gen_random_uuid(), office_id, holder_id, case_id, points, final_on,
        final_on + 730
    FROM tried WHERE state IN ('final', 'closed') AND outcome = 'proven' ORDER BY case_id
    """,
    "UPDATE violations_violationreport SET amount = NULL WHERE amount %% 20 NOT IN (0, 1)",
    "SELECT 1 FROM violations_case",
)

BATCHES = (
    Batch("counties", (_PLACES,)),
    Batch("agencies", _AGENCIES),
    Batch("offices", _OFFICES),
    Batch("contracts", _CONTRACTS),
    Batch("reports", _REPORTS),
    Batch("cases", _CASES),
)

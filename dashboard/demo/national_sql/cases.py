"""Reports and cases of the synthetic country."""

REPORTS = (
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

CASES = (
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

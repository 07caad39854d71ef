-- Jalali months, as `core.jalali` counts them: its leap years are those of the official table, with
-- eight in 33 years from 1206 to 1498.

CREATE OR REPLACE FUNCTION pishkhan_nowruz(of_year integer) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN DATE '1827-03-22' + 365 * (of_year - 1206) + CASE WHEN of_year <= 1210 THEN 0
    ELSE 8 * ((of_year - 1210) / 33) + LEAST(8, ((of_year - 1210) % 33 + 3) / 4) END;
COMMENT ON FUNCTION pishkhan_nowruz(integer) IS 'The first day of a Jalali year, 1206 to 1499.';

CREATE OR REPLACE FUNCTION pishkhan_add_months(day date, months integer) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    year integer := 1206 + ((day - DATE '1827-03-22') / 365.2422)::integer;
    number integer;
    month integer;
    last_day integer;
BEGIN
    IF pishkhan_nowruz(year) > day THEN
        year := year - 1;
    END IF;
    number := day - pishkhan_nowruz(year);
    month := CASE WHEN number < 186 THEN number / 31 ELSE (number - 6) / 30 END;
    number := number - 31 * LEAST(month, 6) - 30 * GREATEST(month - 6, 0);
    month := year * 12 + month + months;
    year := month / 12;
    month := month % 12;
    last_day := CASE WHEN month < 6 THEN 31 WHEN month < 11 THEN 30
        ELSE pishkhan_nowruz(year + 1) - pishkhan_nowruz(year) - 336 END;
    RETURN pishkhan_nowruz(year) + 31 * LEAST(month, 6) + 30 * GREATEST(month - 6, 0)
        + LEAST(number, last_day - 1);
END $$;
COMMENT ON FUNCTION pishkhan_add_months(date, integer) IS
    'The same day of the month, Jalali months later; the last day of a shorter month.';

-- The Persian sort key: each letter of the alphabet becomes a consecutive private-use code point,
-- variants of a letter share one, digits become ASCII. The last characters of the first list
-- (zero width non-joiner, tatweel, vowel signs) have no counterpart in the second and are
-- dropped.
--
-- Indexes hold what this function returned when they were built: a changed table needs a REINDEX.
-- `core.persian` holds the same table in Python; a test compares the two.

CREATE OR REPLACE FUNCTION pishkhan_sort_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(
    lower(value),
    U&'\0621\0622\0627\0628\067E\062A\062B\062C\0686\062D\062E\062F\0630\0631\0632'
      '\0698\0633\0634\0635\0636\0637\0638\0639\063A\0641\0642\06A9\06AF\0644\0645'
      '\0646\0648\0647\06CC\0623\0625\0671\0624\0626\064A\0649\0643\0629\06C0\06C1'
      '\06BE\06D5\06F0\06F1\06F2\06F3\06F4\06F5\06F6\06F7\06F8\06F9\0660\0661\0662'
      '\0663\0664\0665\0666\0667\0668\0669\200C\0640\064B\064C\064D\064E\064F\0650'
      '\0651\0652\0653\0654\0655\0670',
    U&'\E001\E002\E003\E004\E005\E006\E007\E008\E009\E00A\E00B\E00C\E00D\E00E\E00F'
      '\E010\E011\E012\E013\E014\E015\E016\E017\E018\E019\E01A\E01B\E01C\E01D\E01E'
      '\E01F\E020\E021\E022\E003\E003\E003\E020\E022\E022\E022\E01B\E021\E021\E021'
      '\E021\E021\0030\0031\0032\0033\0034\0035\0036\0037\0038\0039\0030\0031\0032'
      '\0033\0034\0035\0036\0037\0038\0039'
);
COMMENT ON FUNCTION pishkhan_sort_key(text) IS
    'Persian alphabetical order by code point; use with COLLATE "C".';

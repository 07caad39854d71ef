"""Extensions that the constraints and the search need, and the Persian sort key."""

from django.contrib.postgres.operations import (
    BtreeGistExtension,
    CITextExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations

# Frozen here: an index keeps what the function returned when it was built. The alphabet becomes
# consecutive private-use code points, variants of a letter share one, digits become ASCII, and
# the last characters of FOLDED (zero width non-joiner, tatweel, vowel signs) have no twin: they go.
ALPHABET = "ءآابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
VARIANTS = {"أ": "ا", "إ": "ا", "ٱ": "ا", "ؤ": "و", "ئ": "ی", "ي": "ی", "ى": "ی", "ك": "ک"}
VARIANTS |= {"ة": "ه", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه"}
DROPPED = [0x200C, 0x0640, *range(0x064B, 0x0656), 0x0670]

FOLDED = ALPHABET + "".join(VARIANTS) + "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩" + "".join(map(chr, DROPPED))
TWINS = (
    "".join(chr(0xE001 + place) for place in range(len(ALPHABET)))
    + "".join(chr(0xE001 + ALPHABET.index(letter)) for letter in VARIANTS.values())
    + "0123456789" * 2
)


def escaped(text):
    """Return a PostgreSQL literal in ASCII, readable whatever the client's encoding is."""
    return "U&'" + "".join(f"\\{ord(character):04X}" for character in text) + "'"


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        CITextExtension(),
        migrations.RunSQL(
            sql=f"""
            CREATE FUNCTION pishkhan_sort_key(value text) RETURNS text
            LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
            RETURN translate(lower(value), {escaped(FOLDED)}, {escaped(TWINS)});
            COMMENT ON FUNCTION pishkhan_sort_key(text) IS
                'Persian alphabetical order by code point; use with COLLATE "C".';
            """,
            reverse_sql="DROP FUNCTION pishkhan_sort_key(text);",
        ),
    ]

"""The text of a contract by article: written while it is a draft, or once while it is in force."""

import django.db.models.deletion
from django.db import migrations, models

import core.models

FORWARD = r"""
CREATE FUNCTION contracts_guard_articles() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM written JOIN contracts_contract held ON held.id = written.contract_id
        WHERE held.state NOT IN ('draft', 'active', 'suspended', 'termination_notice')
           OR (held.state <> 'draft' AND EXISTS (
                SELECT FROM contracts_contractarticle known
                WHERE known.contract_id = held.id
                  AND NOT EXISTS (SELECT FROM written one WHERE one.id = known.id)))
    ) THEN
        PERFORM contracts_refuse('The text of a contract is written before it is signed, or once.');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER contracts_article_written AFTER INSERT ON contracts_contractarticle
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT
    EXECUTE FUNCTION contracts_guard_articles();

CREATE FUNCTION contracts_keep_articles() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM contracts_contract held
        WHERE held.id = OLD.contract_id AND held.state = 'draft'
    ) THEN
        RETURN OLD;
    END IF;
    PERFORM contracts_refuse('A signed text is neither changed nor deleted.');
    RETURN OLD;
END $$;
CREATE TRIGGER contracts_article_kept BEFORE UPDATE OR DELETE ON contracts_contractarticle
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_articles();
ALTER TABLE contracts_contractarticle ENABLE ALWAYS TRIGGER contracts_article_written;
ALTER TABLE contracts_contractarticle ENABLE ALWAYS TRIGGER contracts_article_kept;
"""
BACKWARD = """
DROP TRIGGER contracts_article_kept ON contracts_contractarticle;
DROP FUNCTION contracts_keep_articles();
DROP TRIGGER contracts_article_written ON contracts_contractarticle;
DROP FUNCTION contracts_guard_articles();
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0023_terminations_by_index")]

    operations = [
        migrations.CreateModel(
            name="ContractArticle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "public_id",
                    models.UUIDField(
                        default=core.models.new_public_id,
                        editable=False,
                        unique=True,
                        verbose_name="public id",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="article")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="contracts.contract",
                        verbose_name="contract",
                    ),
                ),
            ],
            options={
                "verbose_name": "article",
                "verbose_name_plural": "articles",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "number"),
                        name="contracts_contractarticle_number",
                        violation_error_message="The contract has an article of this number.",
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

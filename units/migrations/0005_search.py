"""The search's table, and the triggers that keep it in step in PostgreSQL.

Statement triggers: a batch of 200 criteria is one refresh of their units. The body's text, which the labels stand beside,
arrives long after a unit was written, and from several places: a trigger cannot be forgotten by any of them.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

FUNCTIONS = """
-- Signs are taken out first: the parser would read "and/or" as a file and "follow-up" as three words.
CREATE FUNCTION attest_words(words text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.english', translate(coalesce(words, ''), '/_.:@&<>=?#+~''’–-', repeat(' ', 20)))
$$;

-- "D/506/2153" as d5062153: how people type it is left to them.
CREATE FUNCTION attest_number(printed text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(lower(coalesce(printed, '')), '[^a-z0-9]', '', 'g')
$$;

-- The units are locked, so that of two changes at once the later one sees the earlier.
CREATE FUNCTION attest_search_refresh(keys uuid[]) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    PERFORM 1 FROM units_unit WHERE id = ANY(keys) ORDER BY id FOR NO KEY UPDATE;
    UPDATE units_searchentry AS entry SET
        centre_id = unit.centre_id, level = unit.level, code = unit.code,
        numbers = setweight(to_tsvector('pg_catalog.simple', concat_ws(' ', attest_number(unit.code),
                attest_number(unit.reference), attest_number(unit.number), attest_number(unit.sector_number))), 'A')
            || setweight(to_tsvector('pg_catalog.simple', concat_ws(' ', attest_number(unit.scheme), standards.numbers,
                predecessors.numbers)), 'B'),
        title = vectors.title,
        labels = vectors.labels,
        worded_labels = vectors.labels || vectors.worded,
        ours = vectors.title || vectors.labels,
        worded = vectors.title || vectors.labels || vectors.worded
    FROM units_unit AS unit
    LEFT JOIN (
        SELECT row.id AS unit_id, string_agg(attest_number(standard), ' ') AS numbers
        FROM units_unit AS row CROSS JOIN jsonb_array_elements_text(row.standards) AS standard
        WHERE row.id = ANY(keys) GROUP BY row.id
    ) AS standards ON standards.unit_id = unit.id
    LEFT JOIN (
        SELECT units_comparison.unit_id, string_agg(attest_number(row.scheme || row.number), ' ') AS numbers
        FROM units_predecessor AS row JOIN units_comparison ON units_comparison.id = row.comparison_id
        WHERE units_comparison.unit_id = ANY(keys) GROUP BY units_comparison.unit_id
    ) AS predecessors ON predecessors.unit_id = unit.id
    LEFT JOIN (
        SELECT unit_id, string_agg(label, ' . ' ORDER BY number) AS labels,
            string_agg(text, ' . ' ORDER BY number) AS worded
        FROM units_outcome WHERE unit_id = ANY(keys) GROUP BY unit_id
    ) AS outcomes ON outcomes.unit_id = unit.id
    LEFT JOIN (
        SELECT units_outcome.unit_id, string_agg(row.label, ' . ' ORDER BY units_outcome.number, row.position) AS labels,
            string_agg(concat_ws(' . ', row.text, row.guidance), ' . ' ORDER BY units_outcome.number, row.position)
                AS worded
        FROM units_criterion AS row JOIN units_outcome ON units_outcome.id = row.outcome_id
        WHERE units_outcome.unit_id = ANY(keys) GROUP BY units_outcome.unit_id
    ) AS criteria ON criteria.unit_id = unit.id
    CROSS JOIN LATERAL (
        SELECT attest_words(unit.title) AS title,
            attest_words(concat_ws(' . ', outcomes.labels, criteria.labels)) AS labels,
            attest_words(concat_ws(' . ', unit.aim, outcomes.worded, criteria.worded)) AS worded
        OFFSET 0  -- else the planner writes each of these out wherever it is used, and takes the words again
    ) AS vectors
    WHERE unit.id = ANY(keys) AND entry.unit_id = unit.id;
END $$;

-- All but the titles lies beside the table, so that what a broad word finds is read from few pages.
ALTER TABLE units_searchentry SET (toast_tuple_target = 128), ALTER COLUMN title SET STORAGE MAIN;

-- Each trigger hands over the rows that its statement wrote or took away, as "changed".
CREATE FUNCTION attest_search_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE keys uuid[];
BEGIN
    IF TG_TABLE_NAME = 'units_unit' THEN
        SELECT array_agg(id) INTO keys FROM changed;
        INSERT INTO units_searchentry (unit_id, level, code) SELECT id, level, code FROM changed ON CONFLICT (unit_id) DO NOTHING;
    ELSIF TG_TABLE_NAME = 'units_outcome' THEN
        SELECT array_agg(DISTINCT unit_id) INTO keys FROM changed;
    ELSIF TG_TABLE_NAME = 'units_criterion' THEN
        SELECT array_agg(DISTINCT row.unit_id) INTO keys
        FROM units_outcome AS row JOIN changed ON changed.outcome_id = row.id;
    ELSE
        SELECT array_agg(DISTINCT row.unit_id) INTO keys
        FROM units_comparison AS row JOIN changed ON changed.comparison_id = row.id;
    END IF;
    IF keys IS NOT NULL THEN
        PERFORM attest_search_refresh(keys);
    END IF;
    RETURN NULL;
END $$;

-- What was there before this migration.
INSERT INTO units_searchentry (unit_id, level, code) SELECT id, level, code FROM units_unit;
SELECT attest_search_refresh(array_agg(id)) FROM units_unit;
"""
TRIGGER = """
CREATE TRIGGER attest_search_{verb} AFTER {verb} ON {table} REFERENCING {which} TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION attest_search_changed();
"""
CHANGES = {"insert": "NEW", "update": "NEW", "delete": "OLD"}
TABLES = {
    "units_unit": ("insert", "update"),  # its entry goes with it
    "units_outcome": ("insert", "update", "delete"),
    "units_criterion": ("insert", "update", "delete"),
    "units_predecessor": ("insert", "update", "delete"),
}
REMOVAL = """
DROP FUNCTION attest_search_changed() CASCADE;
DROP FUNCTION attest_search_refresh(uuid[]);
DROP FUNCTION attest_number(text);
DROP FUNCTION attest_words(text);
"""


def lay(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTIONS)
    for _, index in COLUMNS:  # SQLite's editor cannot read this option on the index itself
        schema_editor.execute(f"ALTER INDEX {index.name} SET (fastupdate = off)")
    for table, verbs in TABLES.items():
        for verb in verbs:
            schema_editor.execute(TRIGGER.format(table=table, verb=verb, which=CHANGES[verb]))


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REMOVAL)


def vector(name):
    index = django.contrib.postgres.indexes.GinIndex(fields=[name], name=f"search_{name}")
    return (name, django.contrib.postgres.search.SearchVectorField(null=True)), index


COLUMNS = [vector(name) for name in ("numbers", "title", "labels", "worded_labels", "ours", "worded")]


class Migration(migrations.Migration):
    dependencies = [("units", "0004_handbook_without_specification")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="units.unit",
                    ),
                ),
                ("centre_id", models.UUIDField(null=True)),
                ("level", models.PositiveSmallIntegerField()),
                ("code", models.CharField(max_length=61)),
                *(field for field, _ in COLUMNS),
            ],
        ),
        *(migrations.AddIndex("SearchEntry", index) for _, index in COLUMNS),
        migrations.RunPython(lay, remove),
    ]

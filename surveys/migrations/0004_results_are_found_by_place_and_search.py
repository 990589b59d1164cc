"""A place's results are found by an index, and the search is told of results, also of the moments they are released.

A note may have a coming moment: it is taken in when that has come. So what is released turns up then, and a set that is
withdrawn or corrected is gone at once.
"""

from django.db import migrations, models

_NOTE = "INSERT INTO registry_searchchange (source, noted_at) "
_OF_SET = f"""
CREATE FUNCTION note_search_of_results(wanted bigint, at timestamptz) RETURNS void LANGUAGE sql AS $$
    {_NOTE} SELECT 'dataset:' || wanted, at WHERE wanted IS NOT NULL;
    {_NOTE} SELECT 'indicator:' || indicator_id, at
        FROM (SELECT DISTINCT indicator_id FROM surveys_result WHERE dataset_id = wanted) held;
$$;
CREATE FUNCTION note_search_surveys_dataset() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE coming timestamptz;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM note_search_of_results(OLD.id, statement_timestamp());
        PERFORM note_search_of_results(OLD.replaces_id, statement_timestamp());
        RETURN NULL;
    END IF;
    PERFORM note_search_of_results(NEW.id, statement_timestamp());
    PERFORM note_search_of_results(NEW.replaces_id, statement_timestamp());
    FOREACH coming IN ARRAY array_remove(ARRAY[NEW.parties_at, NEW.public_at, NEW.national_at], NULL) LOOP
        IF coming > statement_timestamp() THEN
            PERFORM note_search_of_results(NEW.id, coming);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER search_is_told AFTER INSERT OR DELETE
    OR UPDATE OF title, source, taken_in_at, parties_at, public_at, national_at, replaces_id ON surveys_dataset
FOR EACH ROW EXECUTE FUNCTION note_search_surveys_dataset();

CREATE FUNCTION note_search_surveys_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {_NOTE} SELECT DISTINCT 'indicator:' || indicator_id, statement_timestamp() FROM gone;
    RETURN NULL;
END $$;
CREATE TRIGGER search_is_told AFTER DELETE ON surveys_result REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION note_search_surveys_result();

CREATE FUNCTION note_search_surveys_indicator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        {_NOTE} VALUES ('indicator:' || OLD.id, statement_timestamp());
    ELSE
        {_NOTE} VALUES ('indicator:' || NEW.id, statement_timestamp());
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_is_told AFTER INSERT OR UPDATE OR DELETE ON surveys_indicator
FOR EACH ROW EXECUTE FUNCTION note_search_surveys_indicator();
"""  # noqa: S608 – names of our own columns
_UNDO = """
DROP FUNCTION IF EXISTS note_search_surveys_indicator() CASCADE;
DROP FUNCTION IF EXISTS note_search_surveys_result() CASCADE;
DROP FUNCTION IF EXISTS note_search_surveys_dataset() CASCADE;
DROP FUNCTION IF EXISTS note_search_of_results(bigint, timestamptz) CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0003_search_is_told_of_surveys"),
        ("registry", "0007_search_has_addresses_for_everybody"),
    ]
    operations = [
        migrations.AddIndex(
            model_name="result",
            index=models.Index(
                fields=["geography", "geo_code"],
                condition=models.Q(sex="T"),
                name="result_of_whole_place",
            ),
        ),
        migrations.RunSQL(_OF_SET, _UNDO),
    ]

"""Triggers: a spend is never changed or deleted, a budget's terms stand and what is spent of it never falls."""

from django.db import migrations

CHANGED = "NEW.cap <> OLD.cap OR NEW.spent < OLD.spent OR NEW.scope <> OLD.scope OR NEW.starts_on <> OLD.starts_on OR NEW.ends_on <> OLD.ends_on"

SQLITE = [
    *(
        f"""CREATE TRIGGER budgets_spend_no_{verb.lower()} BEFORE {verb} ON budgets_spend
            BEGIN SELECT RAISE(ABORT, 'spends are never changed'); END"""
        for verb in ("UPDATE", "DELETE")
    ),
    f"""CREATE TRIGGER budgets_terms_stand BEFORE UPDATE ON budgets_budget WHEN {CHANGED}
        BEGIN SELECT RAISE(ABORT, 'a budget opened stands'); END""",
    """CREATE TRIGGER budgets_no_delete BEFORE DELETE ON budgets_budget
        BEGIN SELECT RAISE(ABORT, 'a budget opened stands'); END""",
]
POSTGRESQL = [
    """CREATE FUNCTION budgets_refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the ledger of privacy is never changed'; END $$""",
    """CREATE TRIGGER budgets_spend_no_change BEFORE UPDATE OR DELETE ON budgets_spend
       FOR EACH ROW EXECUTE FUNCTION budgets_refuse()""",
    f"""CREATE TRIGGER budgets_terms_stand BEFORE UPDATE ON budgets_budget
       FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION budgets_refuse()""",
    """CREATE TRIGGER budgets_no_delete BEFORE DELETE ON budgets_budget
       FOR EACH ROW EXECUTE FUNCTION budgets_refuse()""",
]


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("budgets", "0001_initial")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]

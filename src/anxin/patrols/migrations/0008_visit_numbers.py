from collections import Counter

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def number_the_visits(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Number the later visits of a crew to a place it comes to more than once."""
    stop = apps.get_model("patrols", "Stop")
    seen: Counter[tuple[int, int]] = Counter()
    later = []
    for held in stop.objects.order_by("route_id", "position"):
        seen[held.route_id, held.place_id] += 1
        held.visit = seen[held.route_id, held.place_id]
        if held.visit > 1:
            later.append(held)
    stop.objects.bulk_update(later, ["visit"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('patrols', '0007_company'),
        ('territory', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='stop',
            name='visit',
            field=models.PositiveSmallIntegerField(default=1, help_text="Which of the crew's visits to the place this evening."),
        ),
        migrations.AddField(
            model_name='streetact',
            name='visit',
            field=models.PositiveSmallIntegerField(default=1, help_text="Which of the crew's visits to the place; a phone that did not say so meant the first."),
        ),
        migrations.RunPython(number_the_visits, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='stop',
            constraint=models.UniqueConstraint(fields=('route', 'place', 'visit'), name='one_number_a_visit'),
        ),
    ]

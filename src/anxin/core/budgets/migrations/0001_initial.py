import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(help_text="Whose answers, for example one survey's.", max_length=80)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(help_text='The last day.')),
                ('cap', models.DecimalField(decimal_places=6, help_text='Epsilon, pure differential privacy.', max_digits=12)),
                ('spent', models.DecimalField(decimal_places=6, default=0, help_text='The sum of its spends, kept here so that it has a limit.', max_digits=12)),
            ],
            options={
                'ordering': ['scope', 'starts_on'],
                'constraints': [models.UniqueConstraint(fields=('scope', 'starts_on'), name='one_budget_a_period'), models.CheckConstraint(condition=models.Q(('spent__gte', 0), ('spent__lte', models.F('cap'))), name='no_more_spent_than_the_cap'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='a_period_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='Spend',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('epsilon', models.DecimalField(decimal_places=6, max_digits=12)),
                ('what', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('released_by', models.CharField(max_length=60)),
                ('budget', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spends', to='budgets.budget')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('epsilon__gt', 0)), name='a_release_costs_something')],
            },
        ),
    ]

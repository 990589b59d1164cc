from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0003_agenda_item_number_is_fixed'),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='år')),
                ('last', models.PositiveIntegerField(default=0, verbose_name='senaste löpnummer')),
            ],
            options={
                'verbose_name': 'nummerserie för beslut',
                'verbose_name_plural': 'nummerserier för beslut',
            },
        ),
        migrations.AddField(
            model_name='decisionseries',
            name='body',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decision_series', to='meetings.body'),
        ),
        migrations.AddConstraint(
            model_name='decisionseries',
            constraint=models.UniqueConstraint(fields=('body', 'year'), name='series_stands_once_for_a_year'),
        ),
    ]

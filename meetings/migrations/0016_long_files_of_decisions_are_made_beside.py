import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0015_latest_meetings_are_found_by_index'),
        ('registry', '0012_registrators_get_a_copy'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DecisionExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'görs'), ('made', 'klar'), ('failed', 'gick inte')], default='made', max_length=8, verbose_name='läge')),
                ('written', models.PositiveIntegerField(default=0, verbose_name='rader hittills')),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='rader')),
                ('made_at', models.DateTimeField(verbose_name='hämtad')),
                ('asked', models.JSONField(default=dict, verbose_name='urval')),
                ('query', models.TextField(blank=True, verbose_name='urvalets adress')),
                ('kind', models.CharField(choices=[('xlsx', 'Excel'), ('csv', 'CSV')], max_length=8, verbose_name='format')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='registry.storedfile')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'hämtade beslut',
                'verbose_name_plural': 'hämtade beslut',
                'ordering': ['-made_at', '-pk'],
            },
        ),
    ]

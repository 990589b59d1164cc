import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0006_recipients_of_a_kallelse_stand'),
        ('registry', '0004_mail_delivery_noted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Roster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='filnamn')),
                ('sha256', models.CharField(max_length=64, verbose_name='kontrollsumma')),
                ('rows', models.JSONField(default=list, verbose_name='rader')),
                ('choices', models.JSONField(default=dict, verbose_name='val')),
                ('uploaded_at', models.DateTimeField(verbose_name='uppladdad')),
                ('expires_at', models.DateTimeField(verbose_name='glöms')),
                ('taken_in_at', models.DateTimeField(blank=True, null=True, verbose_name='inläst')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rosters', to='registry.mandateperiod', verbose_name='mandatperiod')),
                ('taken_in_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='inläst av')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uppladdad av')),
            ],
            options={
                'verbose_name': 'namnlista',
                'verbose_name_plural': 'namnlistor',
                'ordering': ['-uploaded_at', '-pk'],
            },
        ),
    ]

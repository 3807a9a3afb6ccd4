import django.db.models.deletion
from django.db import migrations, models

# Lines that are there keep their seals, which are of the first format; they are numbered in the order they were added.
NUMBER = """
UPDATE emulation_journalentry SET seal_format = 1, number = counted.place FROM (
  SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM emulation_journalentry
) AS counted WHERE counted.id = emulation_journalentry.id
"""
COUNT = "UPDATE emulation_journalhead SET number = (SELECT COUNT(*) FROM emulation_journalentry)"


class Migration(migrations.Migration):

    dependencies = [
        ('emulation', '0003_first_passwords'),
    ]

    operations = [
        migrations.AddField(
            model_name='journalentry',
            name='address',
            field=models.GenericIPAddressField(blank=True, null=True, verbose_name='address'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='after',
            field=models.JSONField(default=dict, verbose_name='after'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='before',
            field=models.JSONField(default=dict, verbose_name='before'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='door',
            field=models.CharField(blank=True, choices=[('PAGE', 'Page'), ('API', 'API'), ('COMMAND', 'Command'), ('IMPORT', 'Import'), ('DEMO', 'Demonstration')], max_length=8, verbose_name='door'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='held',
            field=models.JSONField(default=list, verbose_name='roles held'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='number',
            field=models.PositiveBigIntegerField(null=True, verbose_name='number'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='on_behalf_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='emulation.member', verbose_name='on behalf of'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='seal_format',
            field=models.PositiveSmallIntegerField(default=2, verbose_name='format of the seal'),
        ),
        migrations.AddField(
            model_name='journalentry',
            name='through',
            field=models.CharField(blank=True, max_length=100, verbose_name='through'),
        ),
        migrations.AddField(
            model_name='journalhead',
            name='number',
            field=models.PositiveBigIntegerField(default=0, verbose_name='number'),
        ),
        migrations.RunSQL(NUMBER, migrations.RunSQL.noop),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='journalentry',
            name='number',
            field=models.PositiveBigIntegerField(unique=True, verbose_name='number'),
        ),
        migrations.CreateModel(
            name='JournalMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='emulation.journalentry')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='emulation.member')),
            ],
            options={
                'verbose_name': 'member in the journal',
                'ordering': ['entry', 'member'],
                'indexes': [models.Index(fields=['member', 'entry'], name='journal_member_entries')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'member'), name='journal_member_once')],
            },
        ),
    ]

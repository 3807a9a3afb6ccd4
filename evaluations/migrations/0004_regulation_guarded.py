from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('emulation', '0001_initial'),
        ('evaluations', '0003_fill_rule_sets'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='ruleset',
            name='is_published',
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('assessment',), name='decision_one_holds_per_member'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces', None)), fields=('assessment',), name='decision_one_first_per_member'),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.CheckConstraint(condition=models.Q(('excellent_from__gt', models.F('good_from')), ('good_from__gt', models.F('completed_from')), ('completed_from__gte', 0), ('excellent_from__lte', 100)), name='ruleset_bands_in_order', violation_error_message='The bands must go down: excellent, good, completed.'),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.CheckConstraint(condition=models.Q(('areas_failed_percent__lte', 100), ('beyond_percent__lte', 100), ('cap_exception_percent__lte', 100), ('cap_percent__lte', 100), ('done_percent__lte', 100), ('failed_percent__lte', 100), ('good_members_percent__lte', 100), ('late_percent__lte', 100), ('low_votes_percent__lte', 100)), name='ruleset_shares_up_to_hundred', violation_error_message='A share is a whole number from 0 to 100 %.'),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.CheckConstraint(condition=models.Q(('cap_exception_percent__gte', models.F('cap_percent'))), name='ruleset_exception_not_below_cap', violation_error_message='The cap for an outstanding unit cannot be below the ordinary one.'),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.CheckConstraint(condition=models.Q(('ballot__in', ['SECRET', 'OPEN']), ('cap_cell_groups__in', ['TYPE', 'POOLED']), ('cap_groups__in', ['SUBJECT', 'SUBJECT_AND_TYPE', 'POOLED']), ('cap_reading__in', ['INCLUSIVE', 'EXCLUSIVE']), ('cap_rounding__in', ['FLOOR', 'HALF_UP', 'CEILING']), ('cap_scope__in', ['COMMITTEE', 'CELL']), ('cut_off_rule__in', ['CAMPAIGN', 'MEETING']), ('employee_limit__in', ['OFF', 'WARN', 'BLOCK']), ('head_limit__in', ['OFF', 'WARN', 'BLOCK']), ('method__in', ['POINTS', 'GRADES']), ('state__in', [10, 20, 30]), ('transfer_rule__in', ['CUT_OFF', 'LONGEST']), ('vote_threshold__in', ['HALF', 'TWO_THIRDS'])), name='ruleset_choices_known'),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.CheckConstraint(condition=models.Q(('last_year', None), ('last_year__gte', models.F('first_year')), _connector='OR'), name='ruleset_years_in_order', violation_error_message='The last year cannot be before the first.'),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.CheckConstraint(condition=models.Q(('first_year__gte', 2016), ('first_year__lte', 2100)), name='ruleset_year_plausible'),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.CheckConstraint(condition=models.Q(('state', 10), ('published_at__isnull', False), _connector='OR'), name='ruleset_published_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 20)), fields=('unit', 'first_year'), name='ruleset_one_from_a_year', violation_error_message='The owner already has a published rule set from this year.'),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 20), ('unit', None)), fields=('first_year',), name='ruleset_one_of_ours_from_a_year'),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.UniqueConstraint(condition=models.Q(('last_year', None), ('state', 20)), fields=('unit',), name='ruleset_one_without_end', violation_error_message='The owner already has a published rule set without a last year.'),
        ),
    ]

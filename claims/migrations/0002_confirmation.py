import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centres', '0001_initial'),
        ('claims', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='claim',
            name='confirmation',
            field=models.CharField(blank=True, max_length=60, verbose_name="the body's reference"),
        ),
        migrations.AddField(
            model_name='claim',
            name='confirmed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='claim',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centres.membership'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_at', None), models.Q(('confirmation', ''), _negated=True), _connector='OR'), name='confirmation_has_reference'),
        ),
    ]

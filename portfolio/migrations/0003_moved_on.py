from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0002_batches_and_returns")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="moved_on",
            field=models.DateField(blank=True, null=True, verbose_name="moved to this edition on"),
        ),
    ]

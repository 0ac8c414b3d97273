from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("units", "0003_handbook_units")]
    operations = [migrations.RemoveField(model_name="handbookimport", name="specification")]

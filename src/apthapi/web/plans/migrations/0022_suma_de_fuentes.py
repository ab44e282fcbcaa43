from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0021_sumas_de_lineas")]
    operations = [
        migrations.AddIndex(
            model_name="tablarequerimientos",
            index=models.Index(fields=["plan", "unidad", "fuente", "importe"], name="suma_requerimientos_fuente"),
        ),
    ]

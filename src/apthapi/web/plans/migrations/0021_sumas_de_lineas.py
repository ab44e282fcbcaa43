from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0020_precios_traidos")]
    operations = [
        migrations.AddIndex(
            model_name="tablarequerimientos",
            index=models.Index(
                fields=["plan", "unidad", "acp", "formulario", "partida", "fuente", "organismo", "importe"],
                name="suma_requerimientos_acp",
            ),
        ),
        migrations.AddIndex(
            model_name="tablarequerimientos",
            index=models.Index(fields=["plan", "unidad", "operacion", "importe"], name="suma_requerimientos_operacion"),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0010_viaje")]
    operations = [
        migrations.CreateModel(
            name="PrecioTraido",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("renglon", models.BigIntegerField(unique=True, verbose_name="línea")),
                ("plan", models.CharField(max_length=80, verbose_name="plan")),
                ("unidad", models.CharField(max_length=40, verbose_name="unidad")),
                ("precio", models.BigIntegerField(verbose_name="precio que se trajo, en centavos")),
                ("de_plan", models.CharField(max_length=80, verbose_name="plan de origen")),
                ("de_unidad", models.CharField(max_length=40, verbose_name="unidad de origen")),
                ("precio_anterior", models.BigIntegerField(verbose_name="precio en el origen, en centavos")),
                (
                    "subida",
                    models.BigIntegerField(default=0, verbose_name="subida, en centésimas de porcentaje"),
                ),
            ],
            options={
                "verbose_name": "precio traído",
                "verbose_name_plural": "precios traídos",
                "indexes": [models.Index(fields=["plan", "unidad"], name="precios_traidos_de_unidad")],
            },
        ),
    ]

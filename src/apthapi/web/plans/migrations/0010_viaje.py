from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_papeles_pedidos")]
    operations = [
        migrations.DeleteModel(name="Viaje"),
        migrations.CreateModel(
            name="Viaje",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("requerimiento", models.BigIntegerField(unique=True, verbose_name="línea")),
                ("destino", models.CharField(blank=True, default="", max_length=200, verbose_name="destino")),
                ("personas", models.PositiveIntegerField(verbose_name="personas")),
                ("dias", models.BigIntegerField(verbose_name="días, en diezmilésimas")),
                (
                    "categoria",
                    models.CharField(
                        blank=True, default="", max_length=200, verbose_name="para quién y a dónde, en la escala"
                    ),
                ),
                ("importe_diario", models.BigIntegerField(verbose_name="importe por día, en centavos")),
                ("norma", models.CharField(blank=True, default="", max_length=200, verbose_name="norma de la escala")),
            ],
            options={"verbose_name": "viaje"},
        ),
    ]

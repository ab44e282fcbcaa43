from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0006_plans_of_an_entity"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="pedido",
            index=models.Index(fields=["estado", "terminado"], name="papeles_por_estado"),
        ),
    ]

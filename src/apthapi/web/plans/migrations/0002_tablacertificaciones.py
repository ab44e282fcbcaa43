from django.db import migrations, models

import apthapi.web.plans.fields


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="TablaCertificaciones",
            fields=[
                ("plan", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("certificacion", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("orden", models.BigIntegerField(null=True)),
                ("tipo", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("fecha", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("estado", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("vence", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("unidad", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("acp", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("operacion", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("linea", models.BigIntegerField(null=True)),
                ("categoria", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("categoria_escrita", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("partida", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("fuente", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("organismo", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("importe", models.BigIntegerField(null=True)),
                ("objeto", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("motivo", apthapi.web.plans.fields.Texto(blank=True, default="")),
                ("renglon", models.BigAutoField(primary_key=True, serialize=False)),
            ],
            options={
                "db_table": "certificaciones",
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "certificacion", "orden"), name="clave_certificaciones")
                ],
            },
        ),
    ]

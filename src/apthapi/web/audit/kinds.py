"""What each kind of act is called for people: those of the plan, and those of the administration."""

from __future__ import annotations

from apthapi.web.plans import history

ADMINISTRATION = {
    "borrar_demostracion": "Cerró las cuentas de demostración",
    "cargo_cambiado": "Cambió un cargo",
    "cargo_creado": "Creó un cargo",
    "cargo_quitado": "Quitó un cargo",
    "crear_administrador": "Se abrió la cuenta de administración",
    "cuenta_abierta": "Abrió una cuenta",
    "cuenta_cambiada": "Cambió los datos de una cuenta",
    "cuenta_cerrar_sesiones": "Cerró las sesiones de una cuenta",
    "designacion_anulada": "Anuló una designación",
    "designacion_cambiada": "Cambió una designación",
    "designar": "Designó en un cargo",
    "entidad_cambiada": "Cambió los datos de la entidad",
    "gestion_abierta": "Abrió una gestión",
    "mapa_quitado": "Dejó de recordar un mapa de planillas",
    "mapa_renombrado": "Cambió el nombre de un mapa de planillas",
    "organo_rector": "La entidad pasó a recibir los planes de otras",
    "plantilla_cambiada": "Cambió la plantilla de un escrito",
    "presupuesto_oficial": "Cargó el presupuesto aprobado de las entidades",
    "recibir_plan": "Recibió un plan como archivo",
    "remision_aceptar": "Aceptó un plan recibido",
    "remision_devolver": "Devolvió un plan recibido, con observaciones",
    "remision_reabrir": "Abrió otra vez la revisión de un plan recibido",
    "remision_tomar": "Tomó en revisión un plan recibido",
    "remitir_plan": "Remitió el plan al órgano rector",
    "tabla_cambiada": "Cambió una tabla",
    "tabla_cargada": "Cargó una tabla",
    "tabla_oficial": "Confirmó que una tabla es la oficial",
    "verificar_traza": "Pidió verificar la traza",
}


def kinds() -> dict[str, str]:
    """Every kind that has a title, by its title."""
    return dict(sorted({**history.KINDS, **ADMINISTRATION}.items(), key=lambda each: each[1]))


def title_of(clase: str) -> str:
    """The title of a kind; one that nobody has named says its own name."""
    return ADMINISTRATION.get(clase) or history.title_of(clase)

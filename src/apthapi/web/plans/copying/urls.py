"""The addresses for bringing from elsewhere and for suggestions, below /planes/<plan>/unidades/<unidad>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.plans.copying import views
from apthapi.web.plans.memory.views import suggested

urlpatterns: list[URLPattern | URLResolver] = [
    path("traer", views.copy, name="traer"),
    path("precios/confirmar", views.confirm_prices, name="confirmar_precios"),
    path("sugerencias", suggested, name="sugerencias"),
]

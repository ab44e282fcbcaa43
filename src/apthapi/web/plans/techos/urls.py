"""The addresses of the techos, below /planes/<plan>/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.plans.techos import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("techos", views.ceilings, name="techos"),
    path("techos/guardar", views.distribute, name="techos_guardar"),
    path("techos/interpretar", views.interpret, name="techos_interpretar"),
    path("techos/ley", views.law, name="techos_ley"),
    path("techos/historia", views.history, name="techos_historia"),
]

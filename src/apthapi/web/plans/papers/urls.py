"""The addresses of the papers: the same below a plan and below a unit of it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from apthapi.web.plans.papers import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.papers, name="papeles"),
    path("ver/<str:papel>", views.paper, name="papel"),
    path("pedir/<str:papel>", views.order, name="pedir_papel"),
    path("pedido/<uuid:pedido>", views.progress, name="papel_pedido"),
    path("pedido/<uuid:pedido>/avance", views.progress_now, name="papel_avance"),
    path("pedido/<uuid:pedido>/archivo", views.download, name="papel_archivo"),
    path("pedido/<uuid:pedido>/cancelar", views.stop, name="papel_cancelar"),
]

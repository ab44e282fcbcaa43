"""Addresses of the room: of the whole site, below a plan, and below the part of a unit."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

SITE: list[URLPattern | URLResolver] = []
OF_PLAN: list[URLPattern | URLResolver] = []
OF_UNIT: list[URLPattern | URLResolver] = []

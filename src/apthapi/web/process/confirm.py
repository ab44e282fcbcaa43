"""Before a change that others would feel, the person says again who they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.http import HttpResponseBase

from apthapi.web.process.permisos import Peticion

P = ParamSpec("P")
View = Callable[Concatenate[Peticion, P], HttpResponseBase]


def confirmed(view: View[P]) -> View[P]:
    """A view for whoever gave the password or the second factor lately; others are asked, and then it goes on."""

    @wraps(view)
    def asked(request: Peticion, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        raise_if_reauthentication_required(request, app="apthapi.web.process")
        return view(request, *args, **kwargs)

    return asked

"""Breaks the rules about the chain from the PDES to the ACP, V06 to V13 and V17."""

from __future__ import annotations

from apthapi.example.breaking.draft import Breaker, Draft, money, slot_of


def v06(draft: Draft) -> None:
    """A unit uses an ACP that the plan does not have."""
    unidad = draft.unit(6)
    acp = draft.add_acp(unidad)
    acp["acp"], acp["texto_acp"] = f"{acp['ae']}.9", "Acción de ejemplo que ninguna otra unidad tiene."
    draft.add_operation(unidad, acp["acp"], f"{acp['acp']}.1")


def v07(draft: Draft) -> None:
    """An ACP stands under a strategic action that is not its own."""
    row = draft.rows("acp_unidad", unidad=draft.unit(7))[0]
    row["ae"] = "4" if row["ae"] != "4" else "1"


def v08(draft: Draft) -> None:
    """The result hangs from a meta that is not in the chain."""
    draft.rows("pdes", nivel="resultado")[0]["padre"] = "1.9"


def v09(draft: Draft) -> None:
    """A unit writes an ACP with words of its own."""
    draft.rows("acp_unidad", unidad=draft.unit(9))[1]["texto_acp"] += " Con otras palabras."


def v10(draft: Draft) -> None:
    """The text of a strategic action names a year that has passed."""
    row = draft.rows("acp_unidad", unidad=draft.unit(10))[0]
    row["texto_ae"] = row["texto_ae"].replace(str(draft.gestion + 1), str(draft.gestion - 1))


def v11(draft: Draft) -> None:
    """The weights of a unit add to 101."""
    row = draft.rows("acp_unidad", unidad=draft.unit(11))[0]
    row["ponderacion"] = str(int(row["ponderacion"]) + 1)


def v12(draft: Draft) -> None:
    """An ACP weighs nothing."""
    unidad = draft.unit(12)
    acp = draft.add_acp(unidad, weight="0")
    draft.add_operation(unidad, acp["acp"], f"{acp['acp']}.4")


def v13(draft: Draft) -> None:
    """An ACP has no expected product."""
    draft.rows("acp_unidad", unidad=draft.unit(13))[-1]["productos_esperados"] = ""


def v17(draft: Draft) -> None:
    """An ACP with money is paid by another programme, which the approved budget has opened for it."""
    unidad = draft.unit(17)
    acp = draft.rows("acp_unidad", unidad=unidad)[0]
    lines = draft.rows("requerimientos", unidad=unidad, acp=acp["acp"])
    for line in lines:
        draft.approve(slot_of(draft, line), -money(line))
    programa = "2".zfill(len(draft.category(unidad).split()[0]))
    acp["categoria"] = f"{programa} 000 017"
    for line in lines:
        draft.approve(slot_of(draft, line), money(line))


BREAKERS: dict[str, Breaker] = {
    "V06": v06,
    "V07": v07,
    "V08": v08,
    "V09": v09,
    "V10": v10,
    "V11": v11,
    "V12": v12,
    "V13": v13,
    "V17": v17,
}

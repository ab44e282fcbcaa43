-- V34       El precio del viático no pasa de la escala diaria vigente
-- severidad advertencia
-- norma     Escala de viáticos que carga la entidad, por confirmar [G]
-- tablas    requerimientos
-- en        requerimientos
-- columna   precio_unitario
-- sujetos   escala_viaticos
-- mensaje   La línea {linea} de {unidad} calcula el viático a Bs {precio:bs} por día; la escala llega a Bs {tope:bs}.
-- corrija   Use el importe de la escala, o cite la norma que permite otro.
-- ejemplo   900,00 por día dentro del país
select r.plan, r.unidad, r.renglon, r.linea, r.precio_unitario as precio, e.tope
from requerimientos r
join planes p on p.plan = r.plan
join (
  select gestion, prefijo, max(importe_diario) as tope from escala_viaticos group by gestion, prefijo
) e on e.gestion = p.gestion and substr(r.partida, 1, length(e.prefijo)) = e.prefijo
where r.precio_unitario > e.tope

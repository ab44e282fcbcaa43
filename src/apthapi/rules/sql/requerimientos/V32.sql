-- V32       Toda línea tiene unidad de medida, y lo que se cuenta es entero
-- severidad advertencia
-- norma     Criterio de trabajo, por confirmar [G]
-- tablas    requerimientos
-- en        requerimientos
-- columna   cantidad
-- columna.falta   unidad_medida
-- mensaje   La línea {linea} de {unidad} pide {cantidad:num} de «{medida}», una unidad que se cuenta entera.
-- corrija   Escriba una cantidad entera, o cambie la unidad de medida.
-- mensaje.falta   A la línea {linea} de {unidad} le falta la unidad de medida.
-- corrija.falta   Escriba la unidad de medida: pieza, mes, servicio…
-- ejemplo   2,5 computadoras
select r.plan, r.unidad, r.renglon, r.linea, r.cantidad, r.unidad_medida as medida,
  case when r.unidad_medida = '' then 'falta' else '' end as caso
from requerimientos r
join planes p on p.plan = r.plan
join recogido c on c.plan = r.plan
where (r.unidad_medida = '' and c.medidas = 1)
  or (r.cantidad % 10000 <> 0 and lower(r.unidad_medida) in (select lower(e.unidad_medida) from unidades_enteras e where e.gestion = p.gestion))

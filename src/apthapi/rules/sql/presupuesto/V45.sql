-- V45       Dentro de la categoría, cada grupo del gasto tiene lo aprobado
-- severidad advertencia
-- norma     DS 3607, traspasos entre grupos; artículos por confirmar [G]
-- tablas    presupuesto_aprobado unidades requerimientos|formulario04 objeto_gasto mapa_formularios
-- en        unidades
-- alcance   entidad
-- mensaje   {categoria} ({unidad}), {bloque}: programa Bs {programado:bs} y lo aprobado es Bs {aprobado:bs}: {diferencia:bssigno}.
-- corrija   Registre el traspaso entre grupos del gasto, o vuelva al reparto aprobado.
-- ejemplo   Cochabamba, grupo 30000: 426.600,00 frente a 420.500,00
select q.plan, q.unidad, u.renglon, q.categoria, q.programado, q.aprobado, q.programado - q.aprobado as diferencia,
  case when q.bloque = 'resto' then 'los demás grupos juntos' else 'grupo ' || q.bloque end as bloque
from (
  select s.plan, s.categoria, s.bloque, min(s.unidad) as unidad, cast(sum(s.programado) as bigint) as programado,
    cast(sum(s.aprobado) as bigint) as aprobado, sum(s.filas) as filas
  from (
    select b.plan, b.categoria, b.bloque, c.unidad, b.importe as programado, 0 as aprobado, 0 as filas
    from bloque_unidad b
    join origen_categoria c on c.plan = b.plan and c.categoria = b.categoria
    union all
    select a.plan, a.categoria,
      case when c.origen = 'lineas' then a.grupo else coalesce(k.bloque, 'resto') end as bloque, c.unidad,
      0 as programado, a.importe as aprobado, a.filas
    from (
      select plan, categoria, grupo, importe, filas from aprobado_grupo
      union all
      select plan, categoria, grupo, importe, 0 as filas from modificado
    ) a
    join origen_categoria c on c.plan = a.plan and c.categoria = a.categoria
    join mapa_de d on d.plan = a.plan
    left join (select distinct gestion, mapa, grupo, bloque from bloque_de) k
      on k.gestion = d.gestion and k.mapa = d.mapa and k.grupo = a.grupo and k.bloque <> 'resto'
  ) s
  group by s.plan, s.categoria, s.bloque
) q
join limites l on l.plan = q.plan
left join unidades u on u.plan = q.plan and u.unidad = q.unidad
where q.bloque <> '0000' and exists (select 1 from aprobado_grupo a where a.plan = q.plan and a.categoria = q.categoria)
  and abs(q.programado - q.aprobado) > l.redondeo_por_fila * case when q.filas = 0 then 1 else q.filas end

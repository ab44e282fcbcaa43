-- V44       El total de cada categoría es el aprobado, o lo cubre una modificación registrada
-- severidad error
-- norma     Ley 2042 art. 4; Ley 1546 [S]
-- tablas    presupuesto_aprobado unidades requerimientos|formulario04
-- en        unidades
-- alcance   entidad
-- mensaje   {categoria} ({unidad}) programa Bs {programado:bs} y lo aprobado es Bs {aprobado:bs}: {diferencia:bssigno}.
-- mensaje.modificada   {categoria} ({unidad}) programa Bs {programado:bs} y lo aprobado, con las modificaciones registradas, es Bs {aprobado:bs}: {diferencia:bssigno}.
-- corrija   Registre la modificación presupuestaria que cubre la diferencia, o vuelva al importe aprobado.
-- ejemplo   Tarija: 6.624.967,00 frente a 6.779.967,00
select d.plan, d.unidad, u.renglon, d.categoria, d.importe as programado,
  a.importe + coalesce(m.importe, 0) as aprobado, d.importe - a.importe - coalesce(m.importe, 0) as diferencia,
  case when m.importe <> 0 then 'modificada' else '' end as caso
from categoria_plan d
join aprobado_categoria a on a.plan = d.plan and a.categoria = d.categoria
join limites l on l.plan = d.plan
left join unidades u on u.plan = d.plan and u.unidad = d.unidad
left join (
  select plan, categoria, cast(sum(importe) as bigint) as importe,
    max(case when apartada = 'si' then 1 else 0 end) as apartada
  from modificado group by plan, categoria
) m on m.plan = d.plan and m.categoria = d.categoria
where (abs(d.importe - a.importe) > l.redondeo_por_fila * a.filas or m.apartada = 1)
  and abs(d.importe - a.importe - coalesce(m.importe, 0)) > l.redondeo_por_fila * a.filas

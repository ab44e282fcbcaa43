-- V50       Los programas 97, 98 y 99 llevan los grupos 50000, 70000 y 60000, y estos van en ellos
-- severidad advertencia
-- norma     Directrices de Formulación Presupuestaria; presupuesto del Estado 2024 [R, D]
-- tablas    requerimientos|presupuesto_aprobado programas_grupo
-- en        presupuesto_aprobado
-- columna   grupo
-- mensaje   {quien} tiene Bs {importe:bs} del grupo {grupo} en {categoria}; el programa {programa} es para el grupo {debido}.
-- corrija   Pase el gasto a un programa que lo admita, o confirme la excepción.
-- mensaje.grupo   {quien} tiene Bs {importe:bs} del grupo {grupo} en {categoria}; ese grupo va en el programa {programa}.
-- corrija.grupo   Pase el gasto al programa {programa}, o confirme la excepción.
-- ejemplo   71300 en 48 000 001
select q.plan, q.unidad, q.renglon, q.tabla, q.categoria, q.grupo, q.importe, x.programa, x.grupo as debido,
  case when q.unidad = '' then 'El presupuesto aprobado' else q.unidad end as quien,
  case when q.grupo = x.grupo then 'grupo' else '' end as caso
from (
  select plan, '' as unidad, renglon, 'presupuesto_aprobado' as tabla, categoria, grupo, importe
  from presupuesto_aprobado where grupo <> '' and categoria <> ''
  union all
  select plan, unidad, cast(null as bigint) as renglon, 'requerimientos' as tabla, categoria, bloque as grupo, importe
  from bloque_unidad where origen = 'lineas' and categoria <> '' and bloque <> '0000'
) q
join planes p on p.plan = q.plan
join programas_grupo x on x.gestion = p.gestion
where q.importe <> 0 and (q.grupo = x.grupo) <> (q.categoria like x.programa || ' %' or q.categoria like '0' || x.programa || ' %')

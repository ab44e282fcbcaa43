-- V49       El par de fuente y organismo está entre los aprobados para la entidad
-- severidad advertencia
-- norma     Ley del Presupuesto General del Estado de la gestión [S]
-- tablas    requerimientos|techos presupuesto_aprobado
-- en        techos
-- columna   organismo
-- mensaje   {quien} usa la fuente {fuente} con el organismo {organismo}, que la entidad no tiene en su presupuesto aprobado.
-- corrija   Use una fuente y organismo aprobados, o registre la modificación que los incorpora.
-- ejemplo   80-411 en el SEGIP
select q.plan, q.unidad, q.renglon, q.tabla, q.fuente, q.organismo,
  case when q.unidad = '' then 'La entidad' else q.unidad end as quien
from (
  select plan, unidad, renglon, 'techos' as tabla, fuente, organismo from techos
  union all
  select plan, unidad, cast(null as bigint) as renglon, 'requerimientos' as tabla, fuente, organismo
  from fuente_unidad where origen = 'lineas'
) q
where q.fuente <> '' and q.organismo <> ''
  and exists (select 1 from aprobado_fuente a where a.plan = q.plan and a.organismo <> '')
  and not exists (
    select 1 from aprobado_fuente a where a.plan = q.plan and a.fuente = q.fuente and a.organismo = q.organismo
  )

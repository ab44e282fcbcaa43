-- V03       La categoría tiene programa, proyecto y actividad, y está abierta en la estructura de la entidad
-- severidad error
-- norma     Directrices de Formulación Presupuestaria art. 16 [S]
-- tablas    unidades
-- en        unidades
-- columna   categoria
-- sujetos   presupuesto_aprobado
-- mensaje   La categoría «{escrita}» de la unidad {unidad} no está abierta en el presupuesto aprobado de la entidad.
-- corrija   Use una categoría del presupuesto aprobado, o pida abrir {categoria} antes de programar en ella.
-- mensaje.forma   «{escrita}», de la unidad {unidad}, no es una categoría programática.
-- corrija.forma   Escriba programa, proyecto y actividad completos, como 48 000 001.
-- ejemplo   48 000 011 en el SEGIP de 2024
select q.plan, q.unidad, q.renglon, q.tabla, q.acp, q.escrita, q.categoria,
  case when q.categoria = '' then 'forma' else '' end as caso
from (
  select plan, unidad, renglon, 'unidades' as tabla, '' as acp, categoria_escrita as escrita, categoria from unidades
  union all
  select plan, unidad, renglon, 'acp_unidad' as tabla, acp, categoria_escrita as escrita, categoria from acp_unidad
) q
where q.escrita <> '' and (
  q.categoria = ''
  or (
    exists (select 1 from aprobado_categoria a where a.plan = q.plan)
    and not exists (select 1 from aprobado_categoria a where a.plan = q.plan and a.categoria = q.categoria)
  )
)

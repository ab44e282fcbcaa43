-- V48       El par de fuente y organismo es válido
-- severidad error
-- norma     Clasificadores de fuentes y de organismos [R]
-- tablas    requerimientos|techos|presupuesto_aprobado pares
-- en        techos
-- columna   organismo
-- mensaje   {quien} usa la fuente {fuente} con el organismo {organismo}, un par que no está en la tabla de pares de la gestión.
-- corrija   Revise el par; la fuente 41 va, por ejemplo, con 111 y la fuente 20 con 230.
-- ejemplo   41-230
select q.plan, q.unidad, q.renglon, q.tabla, q.fuente, q.organismo, c.oficial,
  case when q.unidad = '' then 'La entidad' else q.unidad end as quien
from (
  select plan, unidad, renglon, 'techos' as tabla, fuente, organismo from techos
  union all
  select plan, '' as unidad, renglon, 'presupuesto_aprobado' as tabla, fuente, organismo from presupuesto_aprobado
  union all
  select plan, unidad, cast(null as bigint) as renglon, 'requerimientos' as tabla, fuente, organismo
  from fuente_unidad where origen = 'lineas'
) q
join planes p on p.plan = q.plan
join conjuntos c on c.gestion = p.gestion and c.conjunto = 'pares'
where q.fuente <> '' and q.organismo <> ''
  and not exists (
    select 1 from pares x where x.gestion = p.gestion and x.fuente = q.fuente and x.organismo = q.organismo
  )
  and not exists (
    select 1 from familias f join organismos o on o.gestion = f.gestion and o.clase = f.clase
    where f.gestion = p.gestion and f.fuente = q.fuente and o.codigo = q.organismo
  )

-- V51       La inversión lleva su código SISIN y actividad 0; lo corriente, proyecto 0
-- severidad error
-- norma     Presupuesto del Estado 2024: forma de las categorías [D]
-- tablas    unidades|acp_unidad|presupuesto_aprobado
-- en        unidades
-- columna   categoria
-- mensaje   La categoría {categoria} lleva proyecto y actividad a la vez; un proyecto de inversión tiene actividad 000.
-- corrija   Si es inversión, ponga actividad 000; si es gasto corriente, proyecto 000.
-- mensaje.sisin   La categoría {categoria} tiene un proyecto que no es un código SISIN de 13 o 14 dígitos.
-- corrija.sisin   Escriba el código SISIN del proyecto; si es gasto corriente, proyecto 000.
-- ejemplo   proyecto 0132… con actividad 001
select q.plan, q.unidad, q.renglon, q.tabla, q.categoria,
  case when q.categoria like '% 000' then 'sisin' else '' end as caso
from (
  select plan, unidad, renglon, 'unidades' as tabla, categoria from unidades
  union all
  select plan, unidad, renglon, 'acp_unidad' as tabla, categoria from acp_unidad
  union all
  select plan, '' as unidad, renglon, 'presupuesto_aprobado' as tabla, categoria from presupuesto_aprobado
) q
where q.categoria <> ''
  and not (q.categoria like '__ 000 ___' or q.categoria like '___ 000 ___')
  and not (q.categoria like '% 000' and length(q.categoria) >= 20)

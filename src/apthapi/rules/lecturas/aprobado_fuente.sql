-- aprobado_fuente: lo aprobado por fuente y organismo; si la ley viene en varios cortes, se suma el más detallado
-- tablas planes presupuesto_aprobado
select q.plan, q.fuente, q.organismo, q.importe, q.filas
from (
  select a.plan, a.fuente, a.organismo, a.detalle, cast(sum(a.importe) as bigint) as importe, count(*) as filas,
    max(a.detalle) over (partition by a.plan, a.fuente, a.organismo) as mayor
  from (
    select plan, categoria, grupo, fuente, organismo, coalesce(importe, 0) as importe,
      case when grupo <> '' then 4 else 0 end + case when fuente <> '' then 2 else 0 end
      + case when categoria <> '' then 1 else 0 end as detalle
    from aprobado
  ) a
  where a.fuente <> ''
  group by a.plan, a.fuente, a.organismo, a.detalle
) q
where q.detalle = q.mayor

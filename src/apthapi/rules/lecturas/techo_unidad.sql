-- techo_unidad: el techo de cada unidad, todas las fuentes juntas; si no está en techos, el de su formulario 04
-- tablas techos formulario04
select t.plan, t.unidad, cast(sum(t.importe) as bigint) as importe, min(t.renglon) as renglon, 'techos' as tabla
from techos t
where t.unidad <> '' and t.importe is not null
group by t.plan, t.unidad
union all
select f.plan, f.unidad, f.importe, f.renglon, 'formulario04' as tabla
from formulario04 f
where f.fila = 'techo' and f.fuente = 'total' and f.importe is not null
  and not exists (select 1 from techos t where t.plan = f.plan and t.unidad = f.unidad and t.importe is not null)

-- V56       La clase de modificación y quien la aprueba son los de la tabla; las partidas restringidas citan su autoridad
-- severidad error
-- norma     Ley 317 art. 14 [R]; DS 3607, niveles de aprobación por confirmar [G]
-- tablas    modificaciones tipos_modificacion
-- en        modificaciones
-- columna   partida
-- columna.aprobador   aprobador
-- columna.sin_aprobador   aprobador
-- alcance   entidad
-- mensaje   La modificación {modificacion} mueve Bs {importe:bs} de la partida {partida}, que es restringida, y no cita la norma que lo autoriza ({autoridad}).
-- corrija   Cite en «norma» la que autoriza el cambio ({regla_de}).
-- mensaje.restringida_g     La modificación {modificacion} mueve Bs {importe:bs} de la partida {partida}, que suele requerir autorización ({autoridad}), y no cita norma.
-- severidad.restringida_g   advertencia
-- mensaje.aprobador     La modificación {modificacion}, {tipo}, figura aprobada por «{aprobador}», que no está en la tabla de aprobadores.
-- corrija.aprobador     Revise quién la aprueba; la tabla de la gestión está en tipos_modificacion.
-- severidad.aprobador   advertencia
-- mensaje.sin_aprobador     La modificación {modificacion}, {tipo}, no dice quién la aprueba.
-- corrija.sin_aprobador     Escriba en «aprobador» la autoridad que la aprueba; la tabla de la gestión está en tipos_modificacion.
-- severidad.sin_aprobador   advertencia
-- ejemplo   25220 aumentada sin citar norma
select m.plan, m.unidad, m.renglon, m.modificacion, m.orden, m.partida, abs(m.importe) as importe, m.tipo, m.aprobador,
  x.autoridad, x.norma as regla_de, case when x.marca = 'G' then 'restringida_g' else '' end as caso
from modificaciones m
join planes p on p.plan = m.plan
join partidas_restringidas x on x.gestion = p.gestion and substr(m.partida, 1, length(x.prefijo)) = x.prefijo
where m.norma = '' and (x.sentido <> 'aumento' or m.importe > 0)
union all
select m.plan, '' as unidad, min(m.renglon) as renglon, m.modificacion, min(m.orden) as orden, '' as partida, 0 as importe,
  m.tipo, m.aprobador, '' as autoridad, '' as regla_de, case when m.aprobador = '' then 'sin_aprobador' else 'aprobador' end as caso
from modificaciones m
join planes p on p.plan = m.plan
where m.tipo <> '' and not exists (
  select 1 from tipos_modificacion t
  where t.gestion = p.gestion and t.tipo = m.tipo and t.aprobador = m.aprobador
)
group by m.plan, m.modificacion, m.tipo, m.aprobador

-- V31       La descripción del bien o servicio corresponde a la partida
-- severidad informacion
-- norma     Textos del Clasificador por Objeto del Gasto [R]
-- tablas    requerimientos palabras_partida
-- en        requerimientos
-- columna   partida
-- mensaje   La línea {linea} de {unidad}, «{descripcion}», está en la partida {partida}; «{palabra}» suele ir en {nota}.
-- corrija   Confirme la partida; si es correcta, no hace falta nada.
-- ejemplo   tóner en la partida 43120
select r.plan, r.unidad, r.renglon, r.linea, r.descripcion, r.partida, d.palabra, d.nota
from (
  select w.gestion, q.descripcion_clave, q.partida, min(w.palabra) as palabra, min(w.nota) as nota
  from (select distinct descripcion_clave, partida from requerimientos where descripcion_clave <> '') q
  join (
    select gestion, palabra, min(nota) as nota from palabras_partida group by gestion, palabra
  ) w on ' ' || q.descripcion_clave || ' ' like '% ' || w.palabra || ' %'
  where not exists (
    select 1 from palabras_partida x
    where x.gestion = w.gestion and x.palabra = w.palabra and substr(q.partida, 1, length(x.prefijo)) = x.prefijo
  )
  group by w.gestion, q.descripcion_clave, q.partida
) d
join requerimientos r on r.descripcion_clave = d.descripcion_clave and r.partida = d.partida
join planes p on p.plan = r.plan and p.gestion = d.gestion

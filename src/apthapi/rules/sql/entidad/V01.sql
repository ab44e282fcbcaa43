-- V01       La entidad existe en el clasificador institucional de la gestión
-- severidad error
-- norma     Directrices de Formulación Presupuestaria; Clasificador Institucional [S]
-- tablas    planes institucional
-- en        planes
-- columna   entidad
-- alcance   entidad
-- mensaje   La entidad «{entidad}» no está en el clasificador institucional de la gestión {gestion}.
-- corrija   Revise el código de la entidad en planes.csv; SEGIP, por ejemplo, es 340.
-- mensaje.falta   El plan {plan} no dice de qué entidad es.
-- corrija.falta   Escriba en planes.csv el código de la entidad.
-- ejemplo   entidad 3400
select p.plan, p.renglon, p.entidad, p.gestion,
  case when p.entidad = '' then 'si' else c.oficial end as oficial,
  case when p.entidad = '' then 'falta' else '' end as caso
from planes p
join conjuntos c on c.gestion = p.gestion and c.conjunto = 'institucional'
where exists (select 1 from institucional i where i.gestion = p.gestion)
  and not exists (
    select 1 from institucional i
    where i.gestion = p.gestion and ltrim(i.codigo, '0') = ltrim(p.entidad, '0')
  )

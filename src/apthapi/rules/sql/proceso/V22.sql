-- V22       Los formularios se fechan entre el instructivo y el informe técnico
-- severidad advertencia
-- norma     Secuencia del proceso de la RA SEGIP/DGE/036/2024 [S]
-- tablas    unidades documentos
-- en        unidades
-- sujetos   documentos d join unidades u on u.plan = d.plan where d.tipo in ('instructivo', 'informe_tecnico') and d.fecha <> '' and u.fecha_f01 || u.fecha_f02 || u.fecha_f04 <> ''
-- mensaje   El formulario {formulario} de {unidad} es del {fecha:fecha}; el instructivo es del {desde:fecha} y el informe técnico, del {hasta:fecha}.
-- corrija   Revise la fecha del formulario {formulario}; si es la correcta, anote por qué se adelantó o se atrasó.
-- ejemplo   formulario 01 de La Paz fechado el 21-08-2023
select q.plan, q.unidad, q.renglon, q.formulario, q.fecha, d.desde, d.hasta
from (
  select plan, unidad, renglon, '01' as formulario, fecha_f01 as fecha from unidades
  union all select plan, unidad, renglon, '02' as formulario, fecha_f02 as fecha from unidades
  union all select plan, unidad, renglon, '04' as formulario, fecha_f04 as fecha from unidades
) q
join (
  select plan, min(case when tipo = 'instructivo' then fecha end) as desde,
    max(case when tipo = 'informe_tecnico' then fecha end) as hasta
  from documentos where fecha <> '' group by plan
) d on d.plan = q.plan
where q.fecha <> '' and (q.fecha < d.desde or q.fecha > d.hasta)

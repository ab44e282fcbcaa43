-- V19       El análisis de situación llena los cuatro cuadrantes y sus códigos de acción existen
-- severidad advertencia
-- norma     Formulario 01 [S]
-- tablas    situacion
-- en        situacion
-- columna.accion   acciones
-- sujetos   acciones_estrategicas
-- mensaje   El formulario 01 de {unidad} no tiene ninguna {cuadrante}.
-- corrija   Agregue al menos un factor en el cuadrante de {cuadrante}.
-- mensaje.accion   El factor {orden} ({cuadrante}) de {unidad} cita «{acciones}»: algún código no figura entre las acciones estratégicas del plan.
-- corrija.accion   Corrija el código, como «3 y 6», o agregue al plan la acción estratégica que falta.
-- ejemplo   acción «7»
select u.plan, u.unidad, cast(null as bigint) as renglon, c.cuadrante, cast(null as bigint) as orden, '' as acciones, '' as caso
from (select distinct plan, unidad from situacion) u
cross join (
  select 'fortaleza' as cuadrante union all select 'debilidad' as cuadrante
  union all select 'oportunidad' as cuadrante union all select 'amenaza' as cuadrante
) c
where not exists (
  select 1 from situacion s where s.plan = u.plan and s.unidad = u.unidad and s.cuadrante = c.cuadrante
)
union all
select n.plan, n.unidad, n.renglon, n.cuadrante, n.orden, n.acciones, 'accion' as caso
from (
  select s.plan, s.unidad, s.renglon, s.cuadrante, s.orden, s.acciones, s.lista,
    length(s.lista) - length(replace(s.lista, ' ', '')) - 1 as citadas, count(v.codigo) as conocidas
  from (
    select plan, unidad, renglon, cuadrante, orden, acciones, ' ' || trim(replace(replace(replace(replace(replace(
      replace(lower(acciones), ',', ' '), ';', ' '), ' y ', ' '), ' e ', ' '), '  ', ' '), '  ', ' ')) || ' ' as lista
    from situacion where acciones not in ('', '-')
  ) s
  left join (
    select plan, ae as codigo from ae_vigente union all select plan, acp as codigo from acp_vigente
  ) v on v.plan = s.plan and s.lista like '% ' || v.codigo || ' %'
  group by s.plan, s.unidad, s.renglon, s.cuadrante, s.orden, s.acciones, s.lista
) n
where n.conocidas < n.citadas and exists (select 1 from ae_vigente v where v.plan = n.plan)

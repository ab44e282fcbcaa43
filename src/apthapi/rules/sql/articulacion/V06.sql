-- V06       Cada ACP depende de una acción estratégica del PEI en vigencia
-- severidad error
-- norma     NB-SPO (DS 3246) art. 5 y 13-I [S]
-- tablas    acciones_corto_plazo acciones_estrategicas
-- en        acciones_corto_plazo
-- columna   acp
-- columna.falta   ae
-- columna.sin_ae   ae
-- columna.no_rige   ae
-- mensaje   La unidad {unidad} usa la ACP {acp}, que no está entre las acciones de corto plazo del plan.
-- corrija   Use una de las ACP del plan, o agregue {acp} a ellas con su acción estratégica.
-- mensaje.falta     La ACP {acp} no dice de qué acción estratégica depende.
-- corrija.falta     Escriba en la ACP {acp} el código de su acción estratégica.
-- mensaje.sin_ae    La ACP {acp} depende de la acción estratégica «{ae}», que no está en el PEI.
-- corrija.sin_ae    Corrija el código de la acción estratégica de la ACP {acp}.
-- mensaje.no_rige   La ACP {acp} depende de la acción estratégica {ae}, que rige de {desde} a {hasta} y no en {gestion}.
-- corrija.no_rige   Articule la ACP {acp} con una acción estratégica en vigencia.
-- ejemplo   4.7 en Potosí, que no tiene ninguna otra unidad
select u.plan, u.unidad, u.renglon, 'acp_unidad' as tabla, u.acp, u.ae, '' as caso, 0 as desde, 0 as hasta, 0 as gestion
from acp_unidad u
where exists (select 1 from acp_vigente v where v.plan = u.plan)
  and not exists (select 1 from acp_vigente v where v.plan = u.plan and v.acp = u.acp)
union all
select c.plan, '' as unidad, c.renglon, 'acciones_corto_plazo' as tabla, c.acp, c.ae,
  case when c.ae = '' then 'falta' when v.ae is null then 'sin_ae' else 'no_rige' end as caso,
  v.vigente_desde as desde, v.vigente_hasta as hasta, p.gestion
from acciones_corto_plazo c
join planes p on p.plan = c.plan
left join ae_vigente v on v.plan = c.plan and v.ae = c.ae
where (v.ae is null or p.gestion < v.vigente_desde or p.gestion > v.vigente_hasta)
  and exists (select 1 from ae_vigente x where x.plan = c.plan)
  and c.plan in (select plan from acciones_corto_plazo where ae <> '')

-- V09       Un código de ACP tiene un solo texto, y un texto un solo código
-- severidad advertencia
-- norma     Formulario 02 de las unidades [S]
-- tablas    acp_unidad acciones_corto_plazo
-- en        acp_unidad
-- columna   texto_acp
-- columna.codigo   acp
-- mensaje   La unidad {unidad} escribe la ACP {acp} con un texto distinto del que tiene en el plan.
-- corrija   Copie en el formulario 02 de {unidad} el texto que la ACP {acp} tiene en el plan.
-- mensaje.codigo   La unidad {unidad} da el código {acp} al texto que es de la ACP {otro}.
-- corrija.codigo   Use el código {otro} en el formulario 02 de {unidad}, o cambie el texto.
-- ejemplo   5.1 y 5.2 para un mismo texto en Pando y Potosí
select u.plan, u.unidad, u.renglon, u.acp, '' as otro, '' as caso
from acp_unidad u
join acp_vigente v on v.plan = u.plan and v.acp = u.acp
where u.texto_acp_clave <> '' and v.descripcion_clave <> '' and u.texto_acp_clave <> v.descripcion_clave
  and not exists (
    select 1 from acp_vigente w where w.plan = u.plan and w.acp <> u.acp and w.descripcion_clave = u.texto_acp_clave
  )
union all
select u.plan, u.unidad, u.renglon, u.acp, min(v.acp) as otro, 'codigo' as caso
from acp_unidad u
join acp_vigente v on v.plan = u.plan and v.descripcion_clave = u.texto_acp_clave and v.acp <> u.acp
where u.texto_acp_clave <> ''
group by u.plan, u.unidad, u.renglon, u.acp

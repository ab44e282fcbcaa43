-- V08       La cadena del PDES está completa y anidada
-- severidad error
-- norma     Directrices de Formulación Presupuestaria art. 7 y 9 [S]
-- tablas    pdes
-- en        pdes
-- columna   padre
-- columna.ae   pdes
-- alcance   entidad
-- mensaje   {nombre} {codigo} del PDES no depende de {superior} de la cadena: «{padre}» no está en ella.
-- corrija   Agregue «{padre}» a la cadena, o corrija el código «padre» de {codigo}.
-- mensaje.anidado   {nombre} {codigo} del PDES está bajo {padre}, pero su código no comienza con «{padre}.».
-- corrija.anidado   Corrija el código {codigo} o el de su nivel superior.
-- mensaje.ae        La acción estratégica {ae} se articula con «{codigo}», que no es una acción del PDES.
-- corrija.ae        Articule la acción estratégica {ae} con una acción del PDES de la cadena.
-- ejemplo   resultado 7.3.4 bajo la meta 7.4
select h.plan, h.renglon, 'pdes' as tabla, h.nivel, h.codigo, h.padre, s.nombre, s.ninguno as superior, '' as ae,
  case when p.codigo is null then '' else 'anidado' end as caso
from pdes h
join (
  select 'meta' as nivel, 'eje' as superior, 'La meta' as nombre, 'ningún eje' as ninguno union all
  select 'resultado' as nivel, 'meta' as superior, 'El resultado' as nombre, 'ninguna meta' as ninguno union all
  select 'accion' as nivel, 'resultado' as superior, 'La acción' as nombre, 'ningún resultado' as ninguno
) s on s.nivel = h.nivel
left join pdes p on p.plan = h.plan and p.nivel = s.superior and p.codigo = h.padre
where p.codigo is null or substr(h.codigo, 1, length(h.padre) + 1) <> h.padre || '.'
union all
select a.plan, a.renglon, 'acciones_estrategicas' as tabla, 'accion' as nivel, a.pdes as codigo, '' as padre,
  '' as nombre, '' as superior, a.ae, 'ae' as caso
from acciones_estrategicas a
where exists (select 1 from pdes_vigente v where v.plan = a.plan)
  and not exists (select 1 from pdes_vigente v where v.plan = a.plan and v.nivel = 'accion' and v.codigo = a.pdes)

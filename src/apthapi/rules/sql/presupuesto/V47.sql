-- V47       Una diferencia de un boliviano por importe de la ley es redondeo, no un cambio
-- severidad informacion
-- norma     La ley aprueba bolivianos enteros; los formularios, centavos [D]
-- tablas    presupuesto_aprobado unidades requerimientos|formulario04
-- en        unidades
-- alcance   entidad
-- mensaje   {categoria} ({unidad}) programa Bs {programado:bs} y la ley Bs {aprobado:bs}: {diferencia:bssigno}, por redondeo.
-- corrija   No hace falta nada; al cerrar, redondee a bolivianos enteros.
-- ejemplo   Oruro: 5.309.949,83 frente a 5.309.950,00
select d.plan, d.unidad, u.renglon, d.categoria, d.importe as programado, a.importe as aprobado,
  d.importe - a.importe as diferencia
from categoria_plan d
join aprobado_categoria a on a.plan = d.plan and a.categoria = d.categoria
join limites l on l.plan = d.plan
left join unidades u on u.plan = d.plan and u.unidad = d.unidad
where d.importe <> a.importe and abs(d.importe - a.importe) <= l.redondeo_por_fila * a.filas

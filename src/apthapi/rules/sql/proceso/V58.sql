-- V58       Los documentos exigidos existen, en orden de fecha, y las citas concuerdan
-- severidad error
-- norma     RE-SPO art. 18 y secuencia de la RA SEGIP/DGE/036/2024 [S]
-- tablas    documentos
-- en        documentos
-- columna.orden   fecha
-- alcance   entidad
-- mensaje   Al plan {plan} le falta un documento exigido: {nombre}.
-- corrija   Agregue el documento, con su CITE y fecha.
-- mensaje.practica     El plan {plan} no tiene un documento que se acostumbra en su clase de cambio: {nombre}.
-- corrija.practica     Agregue el documento, o confirme que esta clase de cambio no lo necesita.
-- severidad.practica   advertencia
-- mensaje.orden   El documento «{documento}» es del {fecha:fecha} y debe ser posterior a «{otro}», que es del {otra_fecha:fecha}.
-- corrija.orden   Revise las fechas: el orden es el del proceso de aprobación.
-- mensaje.cita    El documento «{documento}» cita a «{otro}» con el CITE «{escrito}», y el suyo es «{cite}».
-- corrija.cita    Cite siempre el documento con el CITE con que se emitió.
-- severidad.cita  advertencia
-- mensaje.fecha_cita    El documento «{documento}» cita a «{otro}» con fecha {otra_fecha:fecha}, y es del {fecha:fecha}.
-- corrija.fecha_cita    Cite el documento con su fecha.
-- severidad.fecha_cita  advertencia
-- ejemplo   el instructivo citado como DNP 00002 y como DGE 0002
select p.plan, cast(null as bigint) as renglon, 'documentos' as tabla, x.tipo_documento as documento, '' as citado, '' as otro,
  '' as fecha, '' as otra_fecha, '' as escrito, '' as cite,
  case x.tipo_documento when 'nota_mefp' then 'la nota del Ministerio de Economía y Finanzas Públicas'
    when 'instructivo' then 'el instructivo' when 'informe_tecnico' then 'el informe técnico'
    when 'informe_legal' then 'el informe legal' when 'resolucion' then 'la resolución'
    when 'nota_remision' then 'la nota de remisión' else 'la publicación' end as nombre,
  case when x.marca = 'G' then 'practica' else '' end as caso
from planes p
join documentos_requeridos x on x.gestion = p.gestion and x.tipo_plan = p.tipo and x.obligatorio = 'si'
where exists (select 1 from documentos d where d.plan = p.plan)
  and not exists (select 1 from documentos d where d.plan = p.plan and d.tipo = x.tipo_documento)
union all
select d.plan, d.renglon, 'documentos' as tabla, d.documento, '' as citado, a.documento as otro, d.fecha, a.fecha as otra_fecha,
  '' as escrito, '' as cite, '' as nombre, 'orden' as caso
from documentos d
join planes p on p.plan = d.plan
join documentos a on a.plan = d.plan and a.fecha > d.fecha
join documentos_requeridos x on x.gestion = p.gestion and x.tipo_plan = p.tipo and x.tipo_documento = d.tipo
join documentos_requeridos y on y.gestion = p.gestion and y.tipo_plan = p.tipo and y.tipo_documento = a.tipo
where d.fecha <> '' and a.fecha <> '' and y.orden < x.orden
union all
select c.plan, c.renglon, 'citas' as tabla, c.documento, c.citado, c.citado as otro, d.fecha, c.fecha_escrita as otra_fecha,
  c.cite_escrito as escrito, d.cite, '' as nombre,
  case when replace(c.cite_escrito, ' ', '') <> replace(d.cite, ' ', '') and c.cite_escrito <> '' then 'cita'
    else 'fecha_cita' end as caso
from citas c
join documentos d on d.plan = c.plan and d.documento = c.citado
where (c.cite_escrito <> '' and d.cite <> '' and replace(c.cite_escrito, ' ', '') <> replace(d.cite, ' ', ''))
  or (c.fecha_escrita <> '' and d.fecha <> '' and c.fecha_escrita <> d.fecha)

-- V59       Quien elabora no aprueba
-- severidad error
-- norma     NB-SPO (DS 3246) art. 11 [S]; control interno [G]
-- tablas    unidades
-- en        unidades
-- columna   cargo_aprobacion
-- sujetos   unidades where cargo_elaboracion <> '' and cargo_aprobacion <> ''
-- mensaje   En {unidad}, «{cargo}» elabora y aprueba los formularios.
-- corrija   Señale cargos distintos para elaborar y para aprobar.
-- ejemplo   el mismo cargo firma dos veces
select u.plan, u.unidad, u.renglon, u.cargo_elaboracion as cargo
from unidades u
where u.cargo_elaboracion <> ''
  and replace(replace(replace(replace(replace(replace(lower(trim(u.cargo_elaboracion)), 'Á', 'á'), 'É', 'é'), 'Í', 'í'), 'Ó', 'ó'), 'Ú', 'ú'), 'Ñ', 'ñ')
    = replace(replace(replace(replace(replace(replace(lower(trim(u.cargo_aprobacion)), 'Á', 'á'), 'É', 'é'), 'Í', 'í'), 'Ó', 'ó'), 'Ú', 'ú'), 'Ñ', 'ñ')

-- operaciones_usadas: las operaciones que tienen requerimientos, con los que no dicen la suya como operación vacía
-- tablas requerimientos
select distinct plan, unidad, operacion from requerimientos

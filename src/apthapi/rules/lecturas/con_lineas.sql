-- con_lineas: las unidades que tienen requerimientos, y cuánto suman
-- tablas requerimientos
select plan, unidad, cast(sum(importe) as bigint) as importe from suma_lineas group by plan, unidad

-- con_lineas: las unidades que tienen requerimientos, y cuánto suman
-- tablas requerimientos unidades acp_unidad
select plan, unidad, cast(sum(importe) as bigint) as importe from gasto group by plan, unidad

-- origen_categoria: de dónde viene el dinero de cada categoría, si es todo de líneas o todo de formularios 04
-- tablas requerimientos formulario04 unidades acp_unidad planes objeto_gasto mapa_formularios
select plan, categoria, min(unidad) as unidad, min(origen) as origen
from bloque_unidad
group by plan, categoria
having min(origen) = max(origen)

-- modificado: las modificaciones que cada plan debe tener: las registradas desde el presupuesto aprobado, menos las que se
--             registraron al propio plan fuera de una reformulación, que tendrá el que lo reemplace
--             «apartada» es «si» en esas, que ninguna versión explica con sus líneas sino la que lo reemplaza
-- tablas planes unidades presupuesto_aprobado modificaciones
select plan, unidad, categoria, partida, grupo, fuente, organismo, importe, apartada
from modificacion_anio
where ley = 'si' and pendiente = 'no'

-- limites: los límites y tolerancias de la gestión de cada plan, una columna por parámetro
-- tablas planes parametros
select p.plan, p.gestion, p.entidad,
  coalesce(max(case when x.nombre = 'tolerancia_ponderacion' then x.valor end), 0) as tolerancia_ponderacion,
  coalesce(max(case when x.nombre = 'tolerancia_importe' then x.valor end), 0) as tolerancia_importe,
  coalesce(max(case when x.nombre = 'redondeo_por_fila' then x.valor end), 0) as redondeo_por_fila,
  max(case when x.nombre = 'brecha_fisico_financiera' then x.valor end) as brecha_fisico_financiera,
  max(case when x.nombre = 'semaforo_verde' then x.valor end) as semaforo_verde,
  max(case when x.nombre = 'semaforo_amarillo' then x.valor end) as semaforo_amarillo,
  max(case when x.nombre = 'plazo_avance' then x.valor end) as plazo_avance
from planes p left join parametros x on x.gestion = p.gestion
group by p.plan, p.gestion, p.entidad

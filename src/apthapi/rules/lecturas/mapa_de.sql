-- mapa_de: qué mapa de formularios usa cada plan: el de su entidad si lo tiene, si no el común
-- tablas planes mapa_formularios
select p.plan, p.gestion,
  case when exists (
    select 1 from mapa_formularios m where m.gestion = p.gestion and m.entidad = p.entidad and m.entidad <> ''
  ) then p.entidad else '' end as mapa
from planes p

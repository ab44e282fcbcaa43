-- V57       Una versión nueva nombra a la que reemplaza, sigue su número, se justifica y declara si toca el PEI
-- severidad error
-- norma     NB-SPO (DS 3246) art. 20 [S]
-- tablas    planes
-- en        planes
-- columna   reemplaza
-- columna.justificacion   justificacion
-- columna.pei   afecta_pei
-- alcance   entidad
-- mensaje   El plan {plan}, versión {version}, no dice a qué plan reemplaza.
-- corrija   Escriba en «reemplaza» el plan anterior.
-- mensaje.sobra           El plan {plan} es la formulación (versión 0) y dice reemplazar a {reemplaza}.
-- corrija.sobra           Deje «reemplaza» vacío, o corrija el número de versión.
-- mensaje.falta           El plan {plan} reemplaza a {reemplaza}, que no está en el paquete.
-- corrija.falta           Agregue el plan {reemplaza}, o corrija el código.
-- mensaje.numero          El plan {plan} es la versión {version} y reemplaza a {reemplaza}, que es la {anterior}.
-- corrija.numero          Las versiones se numeran de una en una, en la misma entidad y gestión.
-- mensaje.justificacion   El plan {plan}, versión {version}, no tiene justificación.
-- corrija.justificacion   Escriba por qué cambia el plan.
-- mensaje.pei             El plan {plan}, versión {version}, no declara si el cambio compromete el PEI.
-- corrija.pei             Escriba «si» o «no» en afecta_pei.
-- ejemplo   una segunda reformulación sin la primera
select q.plan, q.renglon, q.version, q.reemplaza, q.anterior, q.caso
from (
  select p.plan, p.renglon, p.version, p.reemplaza, a.version as anterior,
    case
      when p.version > 0 and p.reemplaza = '' then ''
      when p.version = 0 and p.reemplaza <> '' then 'sobra'
      when p.reemplaza <> '' and a.plan is null then 'falta'
      when p.reemplaza <> '' and (p.version <> a.version + 1 or p.entidad <> a.entidad or p.gestion <> a.gestion) then 'numero'
      else 'bien' end as caso
  from planes p left join planes a on a.plan = p.reemplaza
  union all
  select plan, renglon, version, reemplaza, version as anterior, 'justificacion' as caso
  from planes where version > 0 and justificacion = ''
  union all
  select plan, renglon, version, reemplaza, version as anterior, 'pei' as caso
  from planes where version > 0 and afecta_pei = ''
) q
where q.caso <> 'bien'

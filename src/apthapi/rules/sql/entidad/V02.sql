-- V02       Cada unidad tiene un área organizacional y una categoría programática
-- severidad error
-- norma     Formulario 01, encabezado [S]
-- tablas    unidades
-- en        unidades
-- columna   nombre
-- sujetos   unidades where nombre <> '' and categoria_escrita <> ''
-- mensaje   A la unidad {unidad} le falta {falta}.
-- corrija   Complete {falta} de la unidad en unidades.csv.
-- ejemplo   unidad sin categoría
select u.plan, u.unidad, u.renglon,
  case when u.nombre <> '' or c.nombres = 0 then 'la categoría programática'
    when u.categoria_escrita <> '' or c.categorias = 0 then 'el nombre del área organizacional'
    else 'el nombre del área y la categoría programática' end as falta
from unidades u
join (
  select plan, max(case when nombre <> '' then 1 else 0 end) as nombres,
    max(case when categoria_escrita <> '' then 1 else 0 end) as categorias
  from unidades group by plan
) c on c.plan = u.plan
where (u.nombre = '' and c.nombres = 1) or (u.categoria_escrita = '' and c.categorias = 1)

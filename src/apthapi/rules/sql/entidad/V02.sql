-- V02       Cada unidad tiene un área organizacional y una categoría programática
-- severidad error
-- norma     Formulario 01, encabezado [S]
-- tablas    unidades
-- en        unidades
-- mensaje   A la unidad {unidad} le falta {falta}.
-- corrija   Complete {falta} de la unidad en unidades.csv.
-- ejemplo   unidad sin categoría
select u.plan, u.unidad, u.renglon,
  case when u.nombre <> '' then 'la categoría programática'
    when u.categoria_escrita <> '' then 'el nombre del área organizacional'
    else 'el nombre del área y la categoría programática' end as falta
from unidades u
where u.nombre = '' or u.categoria_escrita = ''

"""The way of a change of the plan through its people: RE-SPO article 18 as data, and each case on its way."""

"""The state of plans and units, who may do what, and the acts with their trace."""

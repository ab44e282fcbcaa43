"""What the entity already wrote: remembered while one types, and compared to say what looks strange."""

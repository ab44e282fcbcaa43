"""Commands of the organ that receives plans."""

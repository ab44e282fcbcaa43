"""What is in force of the budget, and the modifications that are registered to it outside of a reformulation."""

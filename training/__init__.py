"""What makes the weights that ship; never part of the package."""

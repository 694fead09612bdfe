"""Makes the weights that say how two short texts stand to each other."""

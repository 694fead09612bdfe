"""Documents to attributions, quantities, times, places and claims."""

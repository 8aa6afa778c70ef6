"""For machines: is the process there, can it serve, and its counters."""

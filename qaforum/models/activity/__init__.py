"""Events and attempts: what is counted."""

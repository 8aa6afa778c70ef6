"""The community's own page, its charter and its reviews."""

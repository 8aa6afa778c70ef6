"""Resources and paths."""

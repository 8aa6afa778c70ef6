"""Resources and paths: what members collected for each other, in the order experience chooses.

Nothing else depends on it.
"""

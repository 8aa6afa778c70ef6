"""What works, written up, used in other institutions, and asked about again.

Others read `practice_lists`.
"""

"""What whoever runs a forum needs: backups, imports, copies, repairs, and what goes by the clock.

Commands and the notifier call it; no page does.
"""

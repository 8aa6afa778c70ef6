"""What moderators look after: flags, what was deleted, who was shut out.

Privacy shares `account_shutdown`.
"""

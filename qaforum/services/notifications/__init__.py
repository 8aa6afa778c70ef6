"""Telling members what happened: the bell, mails and digests, what one follows, who is mentioned.

Others call `notification_rules` within the transaction of their act.
"""

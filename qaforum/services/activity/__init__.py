"""Events and attempts: what happened, once each, for counting; never a text.

Others call `events.record` within the transaction of their act.
"""

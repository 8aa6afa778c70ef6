"""What every area builds on: one act in one transaction, texts, pages by key, who may read.

Everybody may use all of it.
"""

"""What every area builds on: one transaction an act, what a text may be, pages by key, who may

read a question, and the statements that several areas share.
"""

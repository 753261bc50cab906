"""Phrases people look for first when they mine complaints: what drift is compared with."""

from __future__ import annotations

#: A word list of the kind written in five minutes, for lower-case text.
WORD_LIST = ("wrong", "incorrect", "not correct", "mistake", "error", "bad", "useless", "stupid", "terrible", "again")

#: Some 25 phrases of English users, as a regular expression that RE2 and Python's re read alike; for lower-case text.
COMBINED = (
    r"(^|[^a-z])("
    r"that's wrong|that is wrong|this is wrong|you're wrong|you are wrong|is incorrect|not correct"
    r"|that's not (right|correct|true|it|what)|not what i (asked|wanted|meant)|i (asked|said|meant)"
    r"|you (missed|forgot|ignored|misunderstood)|you didn't|you did not|try again|do it again|redo"
    r"|doesn't work|does not work|didn't work|still not|still wrong|same error"
    r"|too (long|short|generic|vague)|not helpful|useless|makes no sense|are you sure"
    r")([^a-z]|$)"
)

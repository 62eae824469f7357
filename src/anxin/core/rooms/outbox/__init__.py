"""The way out: rows are claimed, called, journalled and recorded, so that no post is lost and none is doubled.

    claim      row `waiting` -> `sending`, committed before anything leaves
    call       the journal's file says `call` before the first byte, `answer` right after the last; both are flushed
    record     the outcome, in the database

A process that dies leaves rows in `sending` and its journal. Whoever comes next reads both: an answer is recorded,
a row without a call goes back to `waiting`, a call without an answer is `unsure`, and a person looks (decision 012).
"""

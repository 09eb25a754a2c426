"""Runs the stand-in for MongoDB, without what makes it slower with every write, or silent for a minute.

It keeps the answers to retryable writes for half an hour, and looks through all of them twice at each write; once there are
10,000 it sorts them, too. That is 5 ms of a processor for every write, most of what a long test run asks of it. They are in
the order in which they came, so those that are over are the first ones.

A page of documents that has grown beyond its limit (5 MB) is evicted by whoever reads it next. That fails for as long as
another connection has its place on the page, and each document read from it waits 55 ms before it goes on: a query of 1,000
documents takes a minute, under the lock for which that other connection waits, like everyone else. So pages may be larger.
"""

import sys

from secantus import storage, transactions
from secantus.cli import main


def drop_the_first(registry):
    answers = registry._retryable
    over = registry._time() - transactions._RETRYABLE_RECORD_LIFETIME_SECONDS
    while answers:
        first = next(iter(answers))
        _reply, since, _command = answers[first]
        if since >= over and len(answers) <= transactions._RETRYABLE_RECORD_MAX:
            return
        del answers[first]


transactions.TransactionRegistry._prune_retryable_locked = drop_the_first

storage._DOC_SHARD_CFG += ",memory_page_max=80MB"

if __name__ == "__main__":
    sys.exit(main())

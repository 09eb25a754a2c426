"""Runs the stand-in for MongoDB, without what makes it slower with every write.

It keeps the answers to retryable writes for half an hour, and looks through all of them twice at each write; once there are
10,000 it sorts them, too. That is 5 ms of a processor for every write, most of what a long test run asks of it. They are in
the order in which they came, so those that are over are the first ones.
"""

import sys

from secantus import transactions
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

if __name__ == "__main__":
    sys.exit(main())

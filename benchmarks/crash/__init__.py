"""Kills the server, the round and the worker with SIGKILL at random moments, and counts what was lost or done twice.

Everything runs in a folder of its own, on the loopback, and is gone afterwards:

    python -m benchmarks.crash --kills 200 --database sqlite
    python -m benchmarks.crash --kills 200 --database postgresql

A write counts as acknowledged once its answer has arrived here, outside of every process that is killed.
A killed process stands for a crash, a full memory or an impatient operator. It does not stand for a power cut:
what the operating system has taken is still written to the disk.
"""

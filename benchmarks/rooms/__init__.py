"""Posting to 191 rooms at a local service that keeps the documented limits, while the worker is killed."""

"""Velero's backup format: pure readers and writers of streams, and rules by kind.

Nothing here knows S3 or a cluster: objects come in as the API server gave them,
bytes go out, and what comes back from a bucket is trusted with nothing.
"""

"""The published JSON Schemas: of the files that people write, and of the objects that we store.

Generated from the types that decode them (`python -m shared.schemas`), committed so
that editors complete and check, and kept true by a test.
"""

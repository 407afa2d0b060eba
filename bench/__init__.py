"""Benchmarks: speed and memory are measured here and printed, never asserted in a test."""

"""The demo: whole sessions of a lab, by the real functions over HTTP, on the stand-in.

It knows neither the product nor the stand-in from the inside: only their URLs.
"""

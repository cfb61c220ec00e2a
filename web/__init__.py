"""Feeds and pages over HTTP; a request sends nothing itself."""

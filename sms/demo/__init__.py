"""
A provider, its customers and half a year of their incidents, to try the portal with.

`plan` says what happened, from a seed and without a database; `settling` and
`playing` make it happen through the services. See docs/demonstration.md.
"""

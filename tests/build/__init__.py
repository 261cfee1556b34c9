"""Builds as a whole: what is stale, many processes, shards, a cluster, the site, make."""

"""The wire to Asterisk: typed requests and events over its REST Interface, and recordings over its manager.

The owner opens one `client.AriClient`, reads its signals, and sends requests made by `requests`. Nothing here knows
what a call is.
"""

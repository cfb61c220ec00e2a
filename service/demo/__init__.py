"""The demo: the whole way of an article on one machine, with a partner and a mailbox."""

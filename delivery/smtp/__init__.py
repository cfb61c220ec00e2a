"""Mail through a relay: SMTP, or LMTP to a store on this machine."""

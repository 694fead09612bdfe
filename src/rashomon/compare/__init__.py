"""Questions to relations, accounts and origins."""

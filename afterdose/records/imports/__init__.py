"""Files of the clinic: read, checked as a whole, then written in one transaction."""

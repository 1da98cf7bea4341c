"""The desk: where members see what is booked, and book, move and cancel for clients."""

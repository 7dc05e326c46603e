"""What the live pages ask of a worker, and the frames of bytes that answer them."""

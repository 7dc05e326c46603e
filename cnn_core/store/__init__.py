"""What is kept of trained nets on the disk: weights, moments, checkpoints."""

"""How a picture comes to MNIST's form, step by step."""

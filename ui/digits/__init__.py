"""The digit that a page is about: where it comes from, and the steps to MNIST's form."""

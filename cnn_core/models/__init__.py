"""A net in Keras: built, opened once in a process, asked for its layers, measured."""

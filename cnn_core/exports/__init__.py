"""What is taken along: programs that run alone, and files of numbers and pictures."""

"""What tests share, and benchmarks too: nets, pictures, hands, the server and the browser."""

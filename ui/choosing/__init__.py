"""What a visitor chooses: kept in the session and in the address."""

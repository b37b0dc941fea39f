"""The door: from what users write to typed facts. No law here, and nothing is guessed."""

"""The parts of the debrief page: transcript, timeline, findings, numbers."""

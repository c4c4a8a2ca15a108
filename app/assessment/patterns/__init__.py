"""The words that carry each code, in English as trainees speak it."""

"""Pictures, sounds and equations as functions of a place, and a control."""

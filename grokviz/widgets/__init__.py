"""The interface of a lab: player, painter, controls and plots, without science or torch."""

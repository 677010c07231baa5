"""The shell of a lab: player, painter, controls, plots. It knows no science and loads no torch."""

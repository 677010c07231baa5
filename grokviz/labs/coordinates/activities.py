"""The tour and the guides of the coordinates lab."""

from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("coordinates.tour.dots", done="started", point="Start"),
    Step("coordinates.tour.noise", done="t_test", point="time machine"),
    Step("coordinates.tour.norm", point="Weight norm"),
    Step("coordinates.tour.control", done="centred = yes", point="centred", show=("centred",)),
    Step("coordinates.tour.equation", done="view Equation", point="Residual and error"),
)
GUIDES = {
    "lesson_11": (
        Step("coordinates.tour.dots", done="started", point="Start"),
        Step("coordinates.tour.noise", done="t_test", point="time machine"),
        Step("coordinates.tour.raw", point="bandwidth", show=("bandwidth",)),
        Step("coordinates.tour.control", done="centred = yes", point="centred",
             show=("centred",)),
    ),
    "lesson_11_equation": (
        Step("coordinates.tour.equation", done="view Equation", point="Residual and error"),
        Step("coordinates.tour.residual", point="Residual and error"),
        Step("coordinates.tour.random", point="points", show=("points", "n_train")),
    ),
}

"""The tour of the density lab, and the guide of its lesson."""

from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("density.tour.a_dot_is_a_network", done="started", point="Start"),
    Step("density.tour.blue_and_green", done="at end", point="time machine"),
    Step("density.tour.turn_the_width", done="width <= 3", point="width", show=("width",)),
    Step("density.tour.more_data", done="view Data", point="Random networks"),
    Step("density.tour.the_norm", done="view Norm", point="Random networks"),
)
GUIDES = {
    "lesson_12": (
        Step("density.lesson_12.guess", done="started", point="Start"),
        Step("density.lesson_12.narrow", done="width <= 3", point="width", show=("width",)),
        Step("density.lesson_12.data", done="view Data", point="Random networks"),
        Step("density.lesson_12.norm", done="view Norm", point="Random networks"),
    ),
}

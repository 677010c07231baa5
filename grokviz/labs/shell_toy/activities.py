"""Tour of the two-weight lab."""

from grokviz.teaching.tour.steps import Step

TOUR = (
    Step("Two weights, u and v: a place in the plane **is** a network. On the dashed curve the "
         "training examples are right; on the ring the test examples can be. Press **Start**.",
         done="started", point="Start"),
    Step("It falls straight to the dashed curve: [memorised](t_train). Then it creeps along, on "
         "[the plateau](plateau), to where curve and ring touch: [generalised](t_test).",
         done="at t_test", point="Two weights"),
    Step("**Drag the diamond**, where it starts, or type u and v. Put it [inside the "
         "ring](u=0.6, v=0.2): is there still a wait?", done="u <= 1", point="Two weights",
         show=("u", "v")),
    Step("[Without weight decay](weight_decay=0, u=2.8, v=1.2) it falls onto the curve, and stays "
         "where it fell.", done="weight_decay = 0", show=("weight_decay",)),
)

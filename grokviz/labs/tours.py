"""Guided first visits to the labs."""

from grokviz.teaching.guide import Step

TEACHER_STUDENT = (
    Step("A small network learns 100 examples. The run shown here is recorded. Press **Start**: "
         "now it trains here, in front of you.", done="started", point="Start"),
    Step("Blue and dashed: the examples it is shown. Soon it answers them all. Orange: examples it "
         "has never seen. Wait until the network has learnt both.",
         done="t_test", point="Accuracy"),
    Step("The orange curve is late. Go to the moment where it had [memorised](t_train), then stand "
         "on [the plateau](plateau): all that was shown is right, and hardly anything else.",
         done="at plateau", point="Accuracy"),
    Step("What moves during the wait? From [memorised](t_train) over [the plateau](plateau) to "
         "[generalised](t_test) the dots slide to the left: the weights shrink, until the orange "
         "dot lies at the bottom of the **U**.", done="at t_test", point="The L and the U"),
    Step("Weight decay λ does the shrinking. [Turn λ up to 0.3](weight_decay=0.3), or drag it, "
         "and the wait is three times shorter. Look at [the end](end).",
         done="weight_decay >= 0.3", point="weight_decay", show=("weight_decay",)),
    Step("**Change the past:** scrub with the bar under the pictures to some step of the wait, "
         "choose another λ, and press *Continue from here*.", point="time machine",
         show=("weight_decay",)),
)

SHELL_TOY = (
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

PLANE = (
    Step("Light is a small loss. Across: the norm w of the decoder; up: how messy the "
         "representation is. On the left, what the examples shown pull at; on the right, what they "
         "do not know of. **Click a place on a map**: a path runs from there.", done="started",
         point="Training loss"),
    Step("It drifts to the left, at one speed, over ground that is flat on the left map. At the "
         "dashed border the wall takes it along, down to the **★**: only there the right map is "
         "light.", point="Test loss"),
    Step("Dots are equally far apart in time. [Turn λ up](weight_decay=0.1): the same path, and "
         "three times faster. The line above the pictures tells both legs.",
         done="weight_decay >= 0.1", show=("weight_decay",)),
    Step("Fewer examples: [N = 25](n_train=25). The border stands upright, and the star is gone. "
         "[N = 45](n_train=45) brings it back.", done="n_train <= 25", show=("n_train",)),
    Step("These paths have the direction of the weights slaved to its best. Does training itself "
         "go this way? See [Full training](view Full training).", done="view Full training"),
)

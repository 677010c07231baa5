"""The parts of a lab, connected: each part receives only the other parts that it needs."""

from __future__ import annotations

from collections.abc import Callable

from grokviz.widgets.lab.controllers.animation_control import AnimationControl
from grokviz.widgets.lab.controllers.commands import Commands
from grokviz.widgets.lab.controllers.persistence import Persistence
from grokviz.widgets.lab.controllers.run_control import Remedy, RunControl
from grokviz.widgets.lab.controllers.settings_control import Presets, SettingsControl
from grokviz.widgets.lab.controllers.time_control import TimeControl
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.lab.lab_widgets import LabWidgets
from grokviz.widgets.lab.output.notebook_output import Outputs
from grokviz.widgets.lab.refresh import Refresh


class LabParts:
    """Makes and connects the parts of a lab, one for each task.

    Parameters
    ----------
    state : LabState
    widgets : LabWidgets
    key : str
        The lab's name in links.
    remedy, presets, seed
        As in `Lab`; each preset names every setting.
    before_frame : function
        As in `Refresh`.
    """

    def __init__(
        self, state: LabState, widgets: LabWidgets, key: str, remedy: Remedy, presets: Presets,
        seed: str | None, before_frame: Callable[[], None],
    ):
        self.state, self.widgets = state, widgets
        pages, desk = widgets.pages, widgets.desk
        self.run = run = RunControl(state, pages, remedy)
        self.settings = settings = SettingsControl(state, widgets.controls, run, presets, seed)
        self.time = time = TimeControl(state, pages, settings, run)
        self.persistence = Persistence(state, settings, run, time, key)
        self.outputs = Outputs(self.persistence.still, state.frames.aside, state.report)
        self.refresh = Refresh(
            state, run, settings, time, desk=desk, transport=widgets.transport,
            timebar=widgets.time, pages=pages, outputs=self.outputs, before_frame=before_frame)
        self.commands = Commands(state, run, time, self.outputs)
        self.animation = AnimationControl(state, run, time, pages, desk)

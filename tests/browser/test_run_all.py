"""A notebook that runs all its cells: the kernel answers no widget before the last has ended."""

from browser.lab import STAGE

LAB = "import grokviz as gv\ngv.TeacherStudentLab()"
# Ends when the test has seen what it wanted.
BUSY = "import pathlib, time\nwhile not pathlib.Path('seen').exists(): time.sleep(0.1)"
BEGIN = """async () => {
    const { context } = jupyterapp.shell.currentWidget;
    await context.sessionContext.ready;
    await context.sessionContext.session.kernel.info;
    jupyterapp.commands.execute('notebook:run-all-cells');          // nobody waits for it
}"""


def test_the_question_and_the_ball_are_there_while_the_kernel_is_busy(open_notebook):
    page = open_notebook([LAB, BUSY], run=False)
    seen = open_notebook.server.root / "seen"
    try:
        page.evaluate(BEGIN)
        page.wait_for_function(f"() => {STAGE}?.frames > 0", timeout=90_000)
        assert page.locator(".grokviz-title").inner_text().endswith("?")
        assert page.evaluate(f"() => {STAGE}.head.value('weight_norm').length") == 1
        assert page.evaluate(f"() => {STAGE}.lastStep") == 10_000   # of the axis of the strip
        prompt = page.locator(".jp-Cell .jp-InputPrompt").nth(1)
        assert prompt.inner_text() == "[*]:"                         # still busy
    finally:
        seen.touch()
    page.wait_for_function(f"() => !{STAGE}.go.hidden", timeout=60_000)

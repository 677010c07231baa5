// Tells Python how large the visible pictures of its lab are, so that their words keep their distances.

const WAIT = 150;        // time without a change before the sizes are sent [ms]

function sizesIn(stage) {
  return [...stage.querySelectorAll(".grokviz-picture .bqplot")]
    .filter(figure => figure.checkVisibility())
    .map(({ clientWidth, clientHeight }) => [clientWidth, clientHeight]);
}

export default {
  render({ model, el }) {
    let stage = null, due = 0;
    const tell = () => {
      const sizes = sizesIn(stage);
      if (!sizes.length || JSON.stringify(sizes) === JSON.stringify(model.get("sizes"))) return;
      model.set("sizes", sizes);
      model.save_changes();
    };
    const soon = () => { clearTimeout(due); due = setTimeout(tell, WAIT); };
    const sized = new ResizeObserver(soon);
    const observe = () => {
      for (const each of stage.querySelectorAll(".grokviz-picture .bqplot")) sized.observe(each);
    };
    const added = new MutationObserver(changes => {     // curves change often, figures seldom
      if (changes.some(({ addedNodes }) => [...addedNodes].some(each => each instanceof HTMLElement)))
        observe();
    });
    // The element enters the lab after it is drawn.
    const find = setInterval(() => {
      stage = el.closest(".grokviz")?.querySelector(".grokviz-stage");
      if (!stage) return;
      clearInterval(find);
      added.observe(stage, { subtree: true, childList: true });
      observe();
    }, 100);
    return () => {
      clearInterval(find);
      clearTimeout(due);
      added.disconnect();
      sized.disconnect();
    };
  },
};

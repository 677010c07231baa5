// Tells Python how large the visible pictures of its lab are, so that their words keep their distances.

const WAIT = 150;        // time without a change before the sizes are sent [ms]

export default {
  render({ model, el }) {
    let stage = null, due = 0, told = [];
    const tell = () => {
      const now = [...stage.querySelectorAll(".grokviz-picture .bqplot")]
        .filter(figure => figure.checkVisibility())
        .map(figure => [figure, figure.clientWidth, figure.clientHeight]);
      if (!now.length || String(now.flat()) === String(told.flat())
          && now.every(([figure], number) => figure === told[number]?.[0])) return;
      told = now;
      model.send({ sizes: now.map(([, wide, high]) => [wide, high]) });
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

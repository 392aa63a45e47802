// One render for all state: modules keep their own, and call `refresh` after a change. Many changes in a frame are one render.
/** @type {(() => void) | undefined} */
let render;
let isDue = false;

/** @param {() => void} draw */
export function onRefresh(draw) {
  render = draw;
  draw();
}

export function refresh() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    render?.();
  });
}

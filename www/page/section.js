// One of the page's tasks: its form and its state. Starts, shows and cancels the task.
import { speaking } from "./language.js";

/** @import { State } from "./states.d.ts" */

/** @template {State} Given */
export class Section {
  /** @type {AbortController | undefined} */
  #controller;
  #submit;
  #cancel;
  #render;
  /** @type {number | undefined} */
  #frame;

  // `render(state)` shows a state. `idle` is the first state. `start()` handles the form.
  /**
   * @param {{
   *   form: HTMLFormElement,
   *   cancel: HTMLButtonElement,
   *   render(state: Given): void,
   *   idle: Given,
   *   start(): void,
   * }} parts
   */
  constructor({ form, cancel, render, idle, start }) {
    this.state = idle;
    this.#render = render;
    this.#submit = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
    this.#cancel = cancel;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!this.state.running) start();
    });
    cancel.addEventListener("click", () => this.#controller?.abort());
    speaking(() => this.render());
  }

  render() {
    cancelAnimationFrame(this.#frame ?? 0);
    this.#frame = undefined;
    this.#render(this.state);
  }

  /** @param {Partial<Given>} change */
  show(change) {
    this.state = { ...this.state, ...change };
    this.render();
  }

  // For frequent changes: shows the state with the next frame.
  /** @param {Partial<Given>} change */
  showSoon(change) {
    this.state = { ...this.state, ...change };
    this.#frame ??= requestAnimationFrame(() => this.render());
  }

  // Runs a task: `work(signal)` resolves to the last change of state, `failed(reason)` returns the change after a failure, at once or
  // later, `cancelled` is the change after a cancellation. Resolves when the state is shown.
  /**
   * @param {{
   *   begun: Partial<Given>,
   *   work(signal: AbortSignal): Promise<Partial<Given>>,
   *   failed(reason: unknown): Partial<Given> | Promise<Partial<Given>>,
   *   cancelled(): Partial<Given>,
   * }} task
   */
  async run({ begun, work, failed, cancelled }) {
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    this.#active(true);
    this.show({ ...begun, running: true });
    // Shows that a long task goes on.
    const timer = setInterval(() => this.render(), 1000);
    let ended;
    try {
      ended = await work(signal);
    } catch (reason) {
      ended = signal.aborted ? cancelled() : await failed(reason);
    } finally {
      clearInterval(timer);
    }
    this.show({ ...ended, running: false });
    this.#active(false);
  }

  // The main button keeps the focus while it is inactive. A button that disappears passes its focus on.
  /** @param {boolean} running */
  #active(running) {
    const inUse = document.activeElement;
    this.#submit.setAttribute("aria-disabled", String(running));
    this.#cancel.disabled = !running;
    if (inUse === this.#cancel || !inUse?.isConnected || inUse === document.body)
      this.#submit.focus({ preventScroll: true });
  }
}

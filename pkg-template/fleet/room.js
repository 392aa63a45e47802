// Room for bytes in memory: who finds none waits for it. One that needs more than there is gets all of it.
export class Room {
  #most;
  #free;
  /** @type {{ size: number, enter: () => void }[]} */
  #waiting = [];

  /** @param {number} most */
  constructor(most) {
    this.#most = most;
    this.#free = most;
  }

  /** @template Result @param {number} bytes @param {() => Promise<Result>} work @returns {Promise<Result>} */
  async with(bytes, work) {
    const size = Math.min(bytes, this.#most);
    await new Promise((resolve) => {
      this.#waiting.push({ size, enter: () => resolve(undefined) });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      this.#free += size;
      this.#admit();
    }
  }

  // In turn, so that a large one is not passed for ever.
  #admit() {
    for (let next = this.#waiting[0]; next && next.size <= this.#free; next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= next.size;
      next.enter();
    }
  }
}

// The times and limits of a fleet.

// A dead worker's job is taken over once its lock has ended and a check has seen it twice: after 50 seconds at most.
export const LOCK_MS = 20_000;
export const STALLED_INTERVAL_MS = 15_000;
// How often a job may lose its worker. A job that ends its worker's process each time must not end every other one for ever.
export const MOST_STALLS = 25;

// Attempts of a job that a disk, Redis or a callback made fail, or a package that the platform did not deliver this time.
export const ATTEMPTS = 3;
export const BACKOFF_MS = 1000;

// Finished jobs that stay in Redis, for dashboards and for those that wait for a package: the newest of each queue.
export const KEPT_JOBS = 1000;
// What a run remembers in Redis beside its jobs goes after this time where the run never ends.
export const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1000;

// Jobs of lists at once for each request at once: a job asks for nothing while it waits for its packages.
export const BUSY = 2;
// Targets that the plan turns into jobs at a time.
export const PLANNED_AT_ONCE = 500;
// How often a run is planned again because Redis was started again meanwhile. More would be something else than a server that restarts.
export const MOST_PLANS = 20;
// The longest time between two looks for a place, a package or the end of a run.
export const PLACE_POLL_MS = 25;
export const PACKAGE_POLL_MS = 100;
export const RUN_POLL_MS = 500;
// The least time between two updates of a run's progress by one worker.
export const PROGRESS_MS = 1000;
// How long a worker may take to put its jobs back when it closes. Without Redis it cannot.
export const CLOSE_MS = 5000;

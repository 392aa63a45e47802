//! When a long computation lets other tasks have their turn: by the clock, which is looked at as seldom as will do. To come back
//! from hashing to anything else takes some 20 µs, with nothing of it left in the processor's caches.

/// How long others wait: a frame of a page.
const PATIENCE_MS: f64 = 16.0;

/// What is taken before the first look at the clock, and the least between two: some milliseconds' work for the slowest.
const LEAST_STEP: f64 = (1024 * 1024) as f64;

/// How many times as much as until now is taken before the clock is looked at again.
const GROWTH: f64 = 7.0;

/// Steps are made of so many bytes, as hashing is.
const GRAIN: f64 = (64 * 1024) as f64;

/// What the smallest piece counts as: to fetch it takes time as well.
const LEAST_PIECE: f64 = 4096.0;

/// Clocks may stand still while a task runs, as those of Cloudflare's workers do: so much is enough, whatever they say.
const MOST: f64 = (32 * 1024 * 1024) as f64;

/// Bytes and time since the others' last turn.
#[derive(Debug)]
pub struct TimeSlice {
    since_ms: f64,
    /// Up to the last look at the clock.
    done: f64,
    unseen: f64,
    step: f64,
}

impl TimeSlice {
    /// Nothing was taken yet.
    pub fn new(now_ms: f64) -> TimeSlice {
        TimeSlice { since_ms: now_ms, done: 0.0, unseen: 0.0, step: LEAST_STEP }
    }

    /// How many bytes may be taken at once.
    pub fn step(&self) -> f64 {
        self.step - self.unseen
    }

    /// So many bytes were taken; whether it is the others' turn now.
    pub fn took(&mut self, bytes: f64, now_ms: impl Fn() -> f64) -> bool {
        self.unseen += bytes.max(LEAST_PIECE);
        if self.unseen < self.step {
            return false;
        }
        self.done += self.unseen;
        self.unseen = 0.0;
        let spent = (now_ms() - self.since_ms).max(0.0);
        let is_due = self.done >= MOST || spent >= PATIENCE_MS;
        // As fast as until now, so much fits in; but the clock may be a coarse one, above all if it has not moved.
        let fits = self.done * PATIENCE_MS / spent;
        let growth = if spent > 0.0 { GROWTH } else { 1.0 };
        let more = if is_due { fits.min(MOST) } else { (fits - self.done).min(MOST - self.done) };
        self.step = ((more.min(self.done * growth) / GRAIN).floor() * GRAIN).max(LEAST_STEP);
        is_due
    }

    /// The others had their turn.
    pub fn resume(&mut self, now_ms: f64) {
        self.since_ms = now_ms;
        self.done = 0.0;
    }
}

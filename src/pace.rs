//! When a long computation lets other tasks have their turn.

/// How long they wait: a frame of a page.
const PATIENCE_MS: f64 = 16.0;

/// How many bytes are taken between looks at the clock: some milliseconds' work for the slowest.
pub const LOOK: f64 = (1024 * 1024) as f64;

/// What the smallest piece counts as: to fetch it takes time as well.
const LEAST: f64 = 4096.0;

/// Clocks may stand still while a task runs, as those of Cloudflare's workers do: so much is enough, whatever they say.
const MOST: f64 = (32 * 1024 * 1024) as f64;

/// Bytes since the last turn, and the time.
#[derive(Debug)]
pub struct Pace {
    since_ms: f64,
    unseen: f64,
    done: f64,
}

impl Pace {
    /// A turn begins.
    pub fn new(now_ms: f64) -> Pace {
        Pace { since_ms: now_ms, unseen: 0.0, done: 0.0 }
    }

    /// So many bytes were taken; whether it is the others' turn now.
    pub fn took(&mut self, bytes: f64, now_ms: impl Fn() -> f64) -> bool {
        self.unseen += bytes.max(LEAST);
        if self.unseen < LOOK {
            return false;
        }
        self.done += self.unseen;
        self.unseen = 0.0;
        let waited = now_ms() - self.since_ms;
        self.done >= MOST || !(0.0..PATIENCE_MS).contains(&waited)
    }
}

//! Bytes in JavaScript's memory → a digest by the engine that was chosen, with memory of constant size.

use js_sys::Uint8Array;

use super::bytes::Bytes;
use super::engine::{Engine, SMALL};
use super::error::Failure;
use super::native::Running;
use super::scratch::{self, SLICE};
use crate::checksum::{Checksum, Digest};

/// What is copied at once out of memory that others may write to.
const COPY: f64 = (1024 * 1024) as f64;

enum State {
    /// Too little until now to be worth a choice.
    Undecided(Vec<u8>),
    /// The module's own.
    Own(Digest),
    /// The runtime's.
    Host(Running),
}

/// A digest under way.
pub struct Hasher {
    engine: Engine,
    expected: Option<f64>,
    state: State,
}

impl Hasher {
    /// A digest of nothing yet; `expected` is how many bytes there will be, where that is known.
    pub fn new(engine: Engine, expected: Option<f64>) -> Hasher {
        Hasher { engine, expected, state: State::Undecided(Vec::new()) }
    }

    /// Takes in a part.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where the buffer was detached, or the runtime's hash fails.
    pub fn update(&mut self, bytes: &Bytes, start: f64, length: f64) -> Result<(), Failure> {
        if let State::Undecided(small) = &mut self.state {
            if self.engine != Engine::Host && small.len() as f64 + length <= SMALL {
                let slice = bytes.slice(start, length)?;
                let before = small.len();
                small.resize(before + length as usize, 0);
                slice.copy_to(&mut small[before..]);
                return Ok(());
            }
            let small = std::mem::take(small);
            self.decide(&small)?;
        }
        match &mut self.state {
            State::Undecided(_) => Ok(()),
            State::Own(digest) => steps(length, SLICE as f64, |done, step| {
                let slice = bytes.slice(start + done, step)?;
                scratch::with(|scratch| {
                    let part = &mut scratch[..step as usize];
                    slice.copy_to(part);
                    digest.update(part);
                });
                Ok(())
            }),
            State::Host(running) if bytes.is_shared() => steps(length, COPY, |done, step| {
                let slice = bytes.slice(start + done, step)?;
                running.update(&Uint8Array::new(&slice))
            }),
            State::Host(running) => running.update(&bytes.slice(start, length)?),
        }
    }

    fn decide(&mut self, small: &[u8]) -> Result<(), Failure> {
        self.state = match self.engine.begin(self.expected)? {
            Some(running) => {
                if !small.is_empty() {
                    running.update(&Uint8Array::from(small))?;
                }
                State::Host(running)
            }
            None => State::Own(digest_of(small)),
        };
        Ok(())
    }

    /// The checksum of all that was taken in until now; more may follow.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where the runtime's hash fails.
    pub fn checksum(&self) -> Result<Checksum, Failure> {
        match &self.state {
            State::Undecided(_) if self.engine == Engine::Host => Hasher::new(self.engine, None).finish(),
            State::Undecided(small) => Ok(digest_of(small).finish()),
            State::Own(digest) => Ok(digest.clone().finish()),
            State::Host(running) => running.fork()?.finish(),
        }
    }

    /// The checksum of all that was taken in.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where the runtime's hash fails.
    pub fn finish(mut self) -> Result<Checksum, Failure> {
        if let (State::Undecided(_), Engine::Host) = (&self.state, self.engine) {
            self.decide(&[])?;
        }
        match self.state {
            State::Undecided(small) => Ok(digest_of(&small).finish()),
            State::Own(digest) => Ok(digest.finish()),
            State::Host(running) => running.finish(),
        }
    }
}

fn digest_of(bytes: &[u8]) -> Digest {
    let mut digest = Digest::new();
    digest.update(bytes);
    digest
}

fn steps(length: f64, most: f64, mut take: impl FnMut(f64, f64) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut done = 0.0;
    while done < length {
        let step = (length - done).min(most);
        take(done, step)?;
        done += step;
    }
    Ok(())
}

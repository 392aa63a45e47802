//! Why a relay broke off a package: asked once for each response, since a mismatch and a lost connection end a body alike.

use crate::error::Error;
use crate::link::relay_client::{read_error, read_outcome};
use crate::link::response::{Body, Outcome, ResponseHead};

/// The question to a relay.
#[derive(Debug, Clone, Default)]
pub struct Inquiry {
    /// `X-Download-Id` of the response that is open.
    download_id: Option<String>,
    /// What broke, while the relay is asked.
    broken: Option<Error>,
}

impl Inquiry {
    /// A response of this id is open.
    pub fn opened(&mut self, download_id: Option<String>) {
        *self = Inquiry { download_id, broken: None };
    }

    /// The id to ask about, where the relay may know more of the failure.
    ///
    /// # Errors
    /// The failure, where it is not asked about.
    pub fn begin(&mut self, error: Error) -> Result<String, Error> {
        match (self.download_id.take(), error) {
            (
                Some(download_id),
                error @ (Error::RelayBrokeOff | Error::Truncated | Error::Empty | Error::ChecksumMismatch(_)),
            ) => {
                self.broken = Some(error);
                Ok(download_id)
            }
            (_, error) => Err(error),
        }
    }

    /// The failure that the relay is being asked about: there is no answer.
    pub fn give_up(&mut self) -> Option<Error> {
        self.broken.take()
    }

    /// The head whose body holds the outcome.
    ///
    /// # Errors
    /// The failure that was asked about, where this is no response of a relay's.
    pub fn head(&mut self, broken: Error, outcome: Outcome<()>) -> Result<ResponseHead, Error> {
        match outcome {
            Outcome::Response(head, ()) if !head.redirected && head.status >= 400 => {
                self.broken = Some(broken);
                Ok(*head)
            }
            _ => Err(broken),
        }
    }

    /// Reads the body of an error: of the outcome, or of the package's own response.
    ///
    /// # Errors
    /// Always.
    pub fn read<T>(&mut self, status: u16, body: Body) -> Result<T, Error> {
        match (body.bytes(), self.broken.take()) {
            (Ok(bytes), Some(broken)) => read_outcome(status, &bytes, broken),
            (Err(_), Some(broken)) => Err(broken),
            (bytes, None) => read_error(status, &bytes?),
        }
    }
}

//! Asks a relay why it broke off a package, once for each response: a mismatch and a lost connection end a body alike.

use crate::call::relay_client::{read_error, read_outcome};
use crate::call::response::{Body, Outcome, ResponseHead};
use crate::error::Error;

/// The request to a relay for a download's outcome.
#[derive(Debug, Clone, Default)]
pub struct Inquiry {
    /// `X-Download-Id` of the open response.
    download_id: Option<String>,
    /// The failure, while the request is under way.
    broken: Option<Error>,
}

impl Inquiry {
    /// Remembers the id of the response that is now open.
    pub fn opened(&mut self, download_id: Option<String>) {
        *self = Inquiry { download_id, broken: None };
    }

    /// Begins a request where the relay may know the reason, and returns the download's id for it.
    ///
    /// # Errors
    /// The failure as it is, where there is no id or the relay knows nothing about such a failure.
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

    /// Ends the request without a response. Returns the failure; `None` where no request is under way.
    pub fn give_up(&mut self) -> Option<Error> {
        self.broken.take()
    }

    /// Takes the head of the response to the request. Its body holds the outcome.
    ///
    /// # Errors
    /// `broken`, where there is no response or it is no error of a relay.
    pub fn head(&mut self, broken: Error, outcome: Outcome<()>) -> Result<ResponseHead, Error> {
        match outcome {
            Outcome::Response(head, ()) if !head.redirected && head.status >= 400 => {
                self.broken = Some(broken);
                Ok(*head)
            }
            _ => Err(broken),
        }
    }

    /// Reads an error's body: of the outcome while a request is under way, otherwise of the package's response.
    ///
    /// # Errors
    /// Always: the relay's error, or the failure where the relay does not know the reason.
    pub fn read<T>(&mut self, status: u16, body: Body) -> Result<T, Error> {
        match (body.bytes(), self.broken.take()) {
            (Ok(bytes), Some(broken)) => read_outcome(status, &bytes, broken),
            (Err(_), Some(broken)) => Err(broken),
            (bytes, None) => read_error(status, &bytes?),
        }
    }
}

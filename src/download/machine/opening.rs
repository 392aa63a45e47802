//! Requests a package, or the rest of it, and judges the head of the response.

use super::Download;
use crate::call::relay_client::{admit_relay, read_package_head};
use crate::call::reply::is_success;
use crate::call::response::{Outcome, ResponseHead};
use crate::call::surroundings::Surroundings;
use crate::defaults::{MAX_ERROR_BYTES, MAX_REPLY_BYTES};
use crate::download::arrival::ResumeDecision;
use crate::download::redirects::{Redirects, is_redirect};
use crate::download::step::{Begins, Get, Step};
use crate::error::Error;
use crate::error::protocol::ProtocolFault;

impl Download {
    /// Requests the package, or the rest of it.
    pub(super) fn request(&mut self, surroundings: &dyn Surroundings) -> Step {
        // An earlier response's `Retry-After` no longer applies.
        self.head = ResponseHead::default();
        if let Some(post) = self.call.relay_download() {
            self.attempts.begin();
            return Step::Post(post);
        }
        // The platform's link always has a URL. Only a relay withholds it.
        let url = self.link.as_ref().and_then(|link| link.url.clone()).unwrap_or_default();
        if let Err(fault) = self.allowed_hosts.admit_text(&url, surroundings) {
            return Step::Failed(Error::HostRefused(Box::new(fault)));
        }
        self.attempts.begin();
        self.redirects = Redirects::default();
        Step::Get(Get { url, range: self.arrival.range(), is_redirected: false })
    }

    /// Judges the head of a package's response.
    pub(super) fn open(&mut self, outcome: Outcome<()>, surroundings: &dyn Surroundings) -> Result<Step, Error> {
        self.head = match outcome {
            Outcome::Response(head, ()) => *head,
            Outcome::Unreachable { fault, stale_connection } => {
                return Ok(self.retried(Error::Network(fault), stale_connection, surroundings));
            }
            Outcome::NotAResponse => return Err(Error::Protocol(ProtocolFault::NotAResponse)),
        };
        if self.is_relayed() {
            admit_relay(&self.head)?;
            if !is_success(self.head.status) {
                return Ok(Step::ReadBody(MAX_REPLY_BYTES as u32));
            }
            self.link = Some(read_package_head(&self.head, |text| surroundings.date_ms(text))?);
            self.inquiry.opened(self.head.download_id.take());
            self.head = without_encoding(std::mem::take(&mut self.head));
        } else if is_redirect(self.head.status) {
            let head = std::mem::take(&mut self.head);
            let url = self.redirects.follow(&head, &self.allowed_hosts, surroundings)?;
            return Ok(Step::Get(Get { url, range: self.arrival.range(), is_redirected: true }));
        }
        let before = self.arrival.position();
        match self.arrival.judge(&self.head)? {
            ResumeDecision::Continues => Ok(self.pump(None)),
            ResumeDecision::AskAgain => {
                self.start_over();
                Ok(self.request(surroundings))
            }
            ResumeDecision::Refused => Ok(Step::ReadBody(MAX_ERROR_BYTES)),
            ResumeDecision::StartsOver => {
                self.keep(before);
                let keeps_digest = std::mem::take(&mut self.keeps_digest);
                Ok(self.pump(Some(Begins { keeps_digest })))
            }
        }
    }
}

/// The runtime decodes a relay's `Content-Encoding`. `Content-Length` is then not the package's size.
fn without_encoding(head: ResponseHead) -> ResponseHead {
    let content_length = if head.content_encoding.is_none() { head.content_length } else { None };
    ResponseHead { status: head.status, redirected: head.redirected, content_length, ..ResponseHead::default() }
}

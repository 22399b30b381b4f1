//! One request and its answer.

use super::transport::Transport;
use crate::error::TransportError;
use crate::http::{HttpRequest, HttpResponse};

/// Carries one request: [`Transport`], or a test's own.
pub trait Exchange {
    /// The whole answer, or how the transport failed.
    fn exchange(&self, request: HttpRequest) -> impl Future<Output = Result<HttpResponse, TransportError>> + Send;
}

impl Exchange for Transport {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.send(request).await
    }
}

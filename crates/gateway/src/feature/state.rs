//! What a feature's own handlers need beside the site: its hub door, an index, an issuer.

use actix_web::web::{Data, ServiceConfig};
use std::sync::Arc;

/// A value that a feature's handlers take as [`Data<T>`].
#[derive(Clone)]
pub struct State(Arc<dyn Fn(&mut ServiceConfig) + Send + Sync>);

impl State {
    /// Shares a value with every worker.
    #[must_use]
    pub fn new<T: Send + Sync + 'static>(value: T) -> Self {
        let data = Data::new(value);
        Self(Arc::new(move |config| {
            config.app_data(data.clone());
        }))
    }

    pub(crate) fn put(&self, config: &mut ServiceConfig) {
        (self.0)(config);
    }
}

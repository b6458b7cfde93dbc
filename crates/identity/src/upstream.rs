//! People whom somebody else vouches for: an outside OpenID provider (a province's unified identity) for staff and for
//! citizens, a directory (LDAP) for staff. An identity from outside opens an account here only when it was linked to it
//! by its owner, by an administrator, or by a setting that the operator turned on; never because two addresses look
//! alike.

mod claims;
pub mod entity;
mod jwks;
pub mod ldap;
mod link;
mod pending;
mod provider;
pub mod public;
mod settings;
pub mod staff;
pub mod view;

pub use claims::{Claims, Expected, Wrong, verify};
pub use jwks::Keys;
pub use ldap::Directory;
pub(crate) use link::unlink_all;
pub use link::{
    find_citizen, find_person, link_citizen, link_person, set_directory, unlink_citizen, unlink_person,
};
pub use provider::{Identified, Upstream};
pub use settings::{For, Ldap, Settings, is_safe};

use kernel::{Error, Result};
use std::sync::Arc;

/// Whom this box believes.
#[derive(Default)]
pub struct Upstreams {
    providers: Vec<Arc<Upstream>>,
    /// The directory of staff, if there is one.
    pub directory: Option<Directory>,
}

impl Upstreams {
    /// Puts it together.
    ///
    /// # Errors
    /// [`Error::Invalid`] when two providers have the same id.
    pub fn new(providers: Vec<Upstream>, directory: Option<Directory>) -> Result<Self> {
        let providers: Vec<Arc<Upstream>> = providers.into_iter().map(Arc::new).collect();
        for (at, one) in providers.iter().enumerate() {
            if providers
                .iter()
                .skip(at + 1)
                .any(|other| other.settings.id == one.settings.id)
            {
                return Err(Error::field(
                    "identity.upstream.id",
                    format!("{} 出现两次。", one.settings.id),
                ));
            }
        }
        Ok(Self { providers, directory })
    }

    /// A provider by its word in addresses.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn get(&self, id: &str) -> Result<&Arc<Upstream>> {
        self.providers
            .iter()
            .find(|provider| provider.settings.id == id)
            .ok_or(Error::NotFound)
    }

    /// The providers for staff, or for citizens on a host.
    pub fn of(&self, whom: For) -> impl Iterator<Item = &Arc<Upstream>> {
        self.providers
            .iter()
            .filter(move |provider| provider.settings.whom == whom)
    }
}

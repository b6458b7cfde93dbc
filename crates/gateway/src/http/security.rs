//! Security headers.

use crate::settings::Settings;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

/// Origins to which a form of this answer may lead, beside the own one. Chromium applies `form-action` to redirects
/// after a form too, so a sign-in page lists where the person is sent back to.
#[derive(Clone, Debug, Default)]
pub struct FormAction(pub Vec<String>);

/// Sets what every answer carries.
pub(crate) fn set(
    headers: &mut HeaderMap,
    settings: &Settings,
    portal_origin: &str,
    extra: Option<&FormAction>,
) {
    let mut put = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value)
            && !headers.contains_key(&name)
        {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_SECURITY_POLICY, &policy(portal_origin, extra));
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    put(header::X_FRAME_OPTIONS, "DENY");
    put(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    put(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=()",
    );
    if settings.is_https() {
        put(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

fn policy(portal_origin: &str, extra: Option<&FormAction>) -> String {
    let mut form_action = format!("'self' {portal_origin}");
    for origin in extra.iter().flat_map(|extra| &extra.0) {
        form_action.push(' ');
        form_action.push_str(origin);
    }
    format!(
        "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; \
         base-uri 'none'; frame-ancestors 'none'; form-action {form_action}"
    )
}

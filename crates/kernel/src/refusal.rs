//! Refusals: rules of the house that say no, each with a stable code and a plain sentence.

use serde::Serialize;

/// A rule said no. Editors act on the sentence, support searches by the code.
///
/// Each feature declares its refusals in `refusals.rs` with [`refusals!`](crate::refusals) and lists them in
/// its `Feature`, so that tests can walk them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Stable, `<noun>.<reason>`; part of the interface.
    pub code: &'static str,
    /// One plain Chinese sentence that says what to do or why not.
    pub text: &'static str,
}

/// Declares refusals as constants and an `ALL` list.
///
/// ```
/// kernel::refusals! {
///     /// The author may not review the own text.
///     SAME_PERSON = "article.same_person", "须由作者以外的人审核。";
/// }
/// assert_eq!(ALL.len(), 1);
/// ```
#[macro_export]
macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $text:literal;)*) => {
        $($(#[$doc])* pub const $name: $crate::Refusal = $crate::Refusal { code: $code, text: $text };)*
        /// Every refusal of this feature.
        pub const ALL: &[$crate::Refusal] = &[$($name),*];
    };
}

//! Pixels: from foreign bytes to pictures written anew, so that nothing but pixels survives: no EXIF, no trailing
//! archive, no script in a comment. Everything here is work for a blocking thread.

mod decode;
mod encode;
mod picture;
mod shrink;

pub use decode::{Format, PIXEL_LIMIT, Unreadable, decode};
pub use picture::Picture;

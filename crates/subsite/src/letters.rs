//! What visitors see of letters through another feature.

pub mod feed;

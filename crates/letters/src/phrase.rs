//! Texts that replies begin with (答复模板).

pub mod entity;

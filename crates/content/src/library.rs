//! The group's library: every published article of the group, whatever its origin. Written by syndication's
//! projection alone; read by every site.

pub mod entity;

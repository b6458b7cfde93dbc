//! Counted things: pages, channels, sources, devices.

pub mod entity;

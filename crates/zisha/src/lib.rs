//! The program: command line, configuration, wiring. What it does stands in the features.

mod alarm;
pub mod command;
pub mod config;
pub mod demo;
mod documents;
mod people;
pub mod sites;
pub mod warning;
pub mod wire;

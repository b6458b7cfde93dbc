//! The page on which a visitor says how to read (浏览方式).

pub mod public;

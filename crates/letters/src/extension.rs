//! Extensions (延期说明), explained in public inside the first limit.

pub mod entity;

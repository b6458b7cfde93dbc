//! 我的账号: what everybody may see and do with the own account: password, second factor, sign-ins.

pub mod factors;
pub mod page;
pub mod view;

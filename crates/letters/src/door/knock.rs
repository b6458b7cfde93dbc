//! How often somebody wrote within the hour, and questions that were used.

crate::counter::counter!("letter_knock");

//! Failed guesses of a query code, by letter and address.

crate::counter::counter!("letter_try");

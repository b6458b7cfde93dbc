//! The door of the board: how often somebody may write, when a question is asked first, and which files come through. Nothing
//! outside is asked, no picture has to be seen, and no script is needed.

pub mod knock;
mod pass;
mod question;
mod set;
pub mod settings;
pub mod staff;

pub use pass::{Given, Pass, Who, opened_mark, pass};
pub use question::Question;
pub use set::{NewDoor, set_door};
pub use settings::DoorSettings;

//! What can be read from a call and its answers: the words in which the table is written. Nothing here asks the
//! library.

pub mod answers;
pub mod attempts;
pub mod connection_string;
pub mod courses;
pub mod endpoint;
pub mod http_date;
pub mod names;
pub mod options;
pub mod sizes;
pub mod table;

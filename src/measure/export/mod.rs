//! A run in other forms than JSON, one form a file. Every figure is [`super::Run`]'s.

mod csv;
mod markdown;
mod table;

pub use csv::csv;
pub use markdown::markdown;
pub use table::Table;

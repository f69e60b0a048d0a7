//! A run in other forms than JSON, one form a file. Refuses figures of its own.

mod csv;
mod markdown;

pub use csv::csv;
pub use markdown::markdown;

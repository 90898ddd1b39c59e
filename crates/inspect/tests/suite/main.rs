//! Whole files as offices have them, and as attackers make them, looked into through the public interface.

mod files;
mod hostile;
mod large;
mod text;
mod workbooks;

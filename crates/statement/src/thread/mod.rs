//! Threads: what a delivery, and later a request, has come to, by replay of its own statements alone.

mod delivery;

pub use delivery::{DeliveryThread, ReceiptOf, Signer};

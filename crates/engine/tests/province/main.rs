//! One platform in memory with the demo province: desks that go the lawful way on it, and the suite of the platform's port.

mod catalogue;
mod home;
mod lawful_way;
mod mishap;
mod remote;
mod world;

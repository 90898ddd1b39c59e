//! A platform in a folder of its own, with the small realm in it.

use jixiang_platform::Platform;
use tempfile::{TempDir, tempdir};

use crate::client::Client;
use crate::world::{Setting, World};

pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) platform: Platform,
    pub(crate) data: TempDir,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self::with(Setting::default())
    }

    pub(crate) fn with(setting: Setting) -> Self {
        Self::of(World::new(), setting)
    }

    pub(crate) fn of(world: World, setting: Setting) -> Self {
        let data = tempdir().unwrap();
        let platform = world.platform(data.path(), setting);
        Self { world, platform, data }
    }

    /// Closes the platform and opens it again. Every client of the old one has to be gone.
    pub(crate) fn reopen(self) -> Self {
        let Self { world, platform, data } = self;
        drop(platform);
        let platform = world.platform(data.path(), Setting::default());
        Self { world, platform, data }
    }

    pub(crate) async fn sign_in(&self, person: &str) -> Client {
        Client::sign_in(&self.platform, person).await
    }
}

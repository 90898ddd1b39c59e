//! Pages and signing in.

use jixiang_contract::{Code, Desk, Home, Inbox, MyData, PersonId, Stage, TransferRow};

use crate::engine::Engine;
use crate::fault::Fault;

impl Engine {
    /// Where this PC stands and what surrounds every page.
    pub async fn desk(&self) -> Desk {
        let signed_in = self.state(|state| state.facts.is_some() && !state.signed_out).await;
        // A platform that does not answer shows no desks to choose from; signing in says why.
        let staff = if signed_in { Vec::new() } else { self.demo_staff().await.unwrap_or_default() };
        let platform = self.inner.config.platform.clone();
        let demo = self.inner.config.root.is_none();
        self.state(move |state| state.desk(platform.as_deref(), &staff, demo)).await
    }

    /// How far this PC is, without asking the platform for anything.
    pub async fn stage(&self) -> Stage {
        let platform = self.inner.config.platform.clone();
        self.state(move |state| state.desk(platform.as_deref(), &[], false).stage).await
    }

    /// How far the platform's clock is ahead of this PC's, in milliseconds, as last seen.
    pub async fn clock_skew(&self) -> Option<i64> {
        self.state(|state| state.skew).await
    }

    /// Signs in, the owner of the home without a name, too. What stopped because nobody was signed in goes on.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn sign_in(&self, staff: Option<&PersonId>) -> Result<Desk, Fault> {
        let staff = staff.map(|id| id.as_str().parse()).transpose().map_err(|_| Fault::SignInRefused)?;
        self.sign_in_as(staff).await?;
        self.state(|state| state.resume_after_repair(|code| code == Code::SignedOut)).await?;
        self.inner.work.notify_one();
        self.inner.retry.notify_waiters();
        // Whoever follows the platform in the background begins now, whatever becomes of the first reading.
        self.inner.look.notify_one();
        self.read_feed().await?;
        Ok(self.desk().await)
    }

    /// The morning page.
    pub async fn home(&self) -> Home {
        self.state(|state| state.home()).await
    }

    /// The inbox.
    pub async fn inbox(&self) -> Inbox {
        self.state(|state| state.inbox()).await
    }

    /// What this PC holds.
    pub async fn my_data(&self) -> MyData {
        self.state(|state| state.my_data()).await
    }

    /// All transfers.
    pub async fn transfers(&self) -> Vec<TransferRow> {
        self.state(|state| state.transfer_rows()).await
    }
}

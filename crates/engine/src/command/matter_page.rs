//! Matters as they are asked for: the open card, a matter by what a person typed, the PCs of this department.

use jixiang_contract::{MatterCard, MatterId, MembersView};
use jixiang_model::ScopeId;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::state::State;
use crate::view::matter::Matter;

impl Engine {
    /// The open card of a matter.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn matter(&self, id: &MatterId) -> Result<MatterCard, Fault> {
        let id = id.clone();
        let matter = self.state(move |state| state.matter_of(&id)).await?;
        self.look_into(&matter).await;
        self.state(move |state| state.matter_card(&matter)).await
    }

    /// What a decision needs beyond the ledger: columns, and for the own department the first rows. Without them the card
    /// is shown all the same.
    async fn look_into(&self, matter: &Matter) {
        let Matter::Publication { entry, record, .. } = matter else { return };
        let columns = self.read_columns_of(*entry).await;
        let rows = match record {
            Some(record) => self.preview(*record).await.map(|_| ()),
            None => Ok(()),
        };
        if let Err(fault) = columns.and(rows) {
            tracing::info!(code = fault.view_now().code.as_str(), "a publication could not be looked into");
        }
    }

    /// The matter that a text names: a request, a publication, or a dataset of which exactly one matter waits here.
    ///
    /// # Errors
    ///
    /// [`Fault::NotFound`] when it names none, [`Fault::NotAllowed`] when nothing of the dataset waits here,
    /// [`Fault::Usage`] when several matters of it do.
    pub async fn matter_named(&self, text: &str) -> Result<MatterId, Fault> {
        let text = text.trim().to_owned();
        self.state(move |state| state.matter_named(&text)).await
    }

    /// The PCs of this department, and those that wait for a key admin.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn members(&self) -> Result<MembersView, Fault> {
        // A platform that does not answer shows nobody who waits; who is admitted stands on the ledger.
        let waiting = self.remote().enrolments().await.unwrap_or_default();
        self.state(move |state| state.members(&waiting)).await
    }
}

impl State {
    fn matter_named(&self, text: &str) -> Result<MatterId, Fault> {
        let id = MatterId(text.to_owned());
        if let Ok(matter) = self.matter_of(&id) {
            return Ok(matter.id());
        }
        let dataset: ScopeId = text.parse().map_err(|_| Fault::NotFound)?;
        let mut waiting = self.waiting_here(&dataset).into_iter();
        match (waiting.next(), waiting.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(Fault::Usage(format!("several matters of {dataset} wait here"))),
            // It is known, and nothing of it is to be decided here.
            (None, _) if self.ledger()?.dataset(&dataset).is_some() || self.own_review(&dataset).is_some() => {
                Err(Fault::NotAllowed)
            }
            (None, _) => Err(Fault::NotFound),
        }
    }
}

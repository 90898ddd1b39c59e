//! Opening the epoch keys of this department that were sealed to this PC.

use crate::engine::Engine;
use crate::fault::{Fault, of_object};
use crate::port::{Table, Write};
use crate::state::secret_key;
use crate::trust::EpochSource;

impl Engine {
    /// Opens every epoch that this PC may open, newest first, and keeps the keys in the encrypted store.
    pub(crate) async fn open_own_epochs(&self) -> Result<(), Fault> {
        loop {
            let next = self
                .state(|state| {
                    let chain = state.own_chain()?;
                    let (epoch, source) = state.secrets.as_ref()?.next_epoch(chain)?;
                    Some((epoch.clone(), source))
                })
                .await;
            let Some((epoch, source)) = next else {
                return Ok(());
            };
            let sealed = match source {
                EpochSource::Direct(object, _) | EpochSource::UnderNext(object, _) => object,
                EpochSource::List(list, _) => {
                    let bytes = self.remote().get(list.hash, list.bytes).await.map_err(of_object)?;
                    let row = self
                        .state(move |state| state.secrets().map(|secrets| secrets.own_row(&bytes, &list)))
                        .await?
                        .map_err(|_| Fault::Integrity("epoch seals".to_owned()))?;
                    match row {
                        Some(row) => row.object,
                        None => return Ok(()),
                    }
                }
            };
            let bytes = self.remote().get(sealed.hash, sealed.bytes).await.map_err(of_object)?;
            self.state(move |state| {
                let store = state.store.clone();
                let secrets = state.secrets.as_mut().ok_or(Fault::SignedOut)?;
                let opened = match source {
                    EpochSource::Direct(_, by) | EpochSource::List(_, by) => secrets.open_epoch(&epoch, by, &bytes),
                    EpochSource::UnderNext(_, by) => secrets.open_older(&epoch, by, &bytes),
                };
                opened.map_err(|_| Fault::Integrity("epoch seal".to_owned()))?;
                let key = secrets.epochs.get(&epoch.number).ok_or(Fault::Removed)?;
                let value = key.as_bytes().to_vec();
                store.commit(&[Write::Put { table: Table::Secret, key: secret_key::epoch(epoch.number), value }])?;
                Ok::<_, Fault>(())
            })
            .await?;
        }
    }
}

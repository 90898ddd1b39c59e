//! The sheet: picking, looking, ordering to send.

use std::path::PathBuf;
use std::sync::Arc;

use jixiang_contract::{DeliveryId, Draft, Picked, RecipientId, RecipientRow, SendOrder, Token, WhoCanOpen};
use jixiang_model::{Nonce, ObjectId, ScopeId};
use jixiang_statement::Text;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::port::{Table, Write};
use crate::record::{Chosen, JobKind, SendJob, Source};
use crate::state::{Pick, State};
use crate::view::{draft, picker};

/// A delivery lives at most so many days (docs/platform-api.md).
const MOST_DAYS: u16 = 365;

impl Engine {
    /// Takes files and folders that were dropped or chosen.
    pub async fn pick_paths(&self, paths: Vec<PathBuf>) -> Vec<Picked> {
        self.state(move |state| paths.into_iter().map(|path| state.picks.take(Pick::Path(path))).collect()).await
    }

    /// Takes a picture from the clipboard, as PNG.
    pub async fn pick_picture(&self, name: String, png: Vec<u8>) -> Picked {
        self.state(move |state| state.picks.take(Pick::Picture { name, bytes: Arc::from(png) })).await
    }

    /// Takes a picture from the clipboard under a name with the time of day.
    pub async fn pick_screenshot(&self, png: Vec<u8>) -> Picked {
        let now = self.inner.ports.clock.now();
        let (hours, minutes) = now.clock();
        self.pick_picture(format!("截图 {} {hours:02}{minutes:02}.png", now.date()), png).await
    }

    /// Forgets what was picked.
    pub async fn discard(&self, tokens: Vec<Token>) {
        self.state(move |state| tokens.iter().for_each(|token| state.picks.drop(token))).await;
    }

    /// Looks at what was picked.
    ///
    /// # Errors
    ///
    /// [`Fault::TokenGone`].
    pub async fn describe(&self, tokens: Vec<Token>) -> Result<Draft, Fault> {
        let picks = self.state(move |state| state.picked(&tokens)).await?;
        let looked = tokio::task::spawn_blocking(move || draft::draft(&picks)).await;
        looked.map_err(|error| Fault::Internal(error.to_string()))
    }

    /// Departments and people for the picker.
    pub async fn recipients(&self, query: String) -> Vec<RecipientRow> {
        self.state(move |state| state.pick_rows(&query)).await
    }

    /// Who will be able to open it.
    ///
    /// # Errors
    ///
    /// [`Fault`] when a chain does not verify.
    pub async fn who_can_open(&self, recipients: Vec<RecipientId>) -> Result<WhoCanOpen, Fault> {
        self.openers(recipients).await
    }

    /// Writes the order to send down. The rest is a transfer.
    ///
    /// # Errors
    ///
    /// [`Fault`]; nothing is sent then.
    pub async fn send_order(&self, order: SendOrder) -> Result<DeliveryId, Fault> {
        let (nonce, seed, drawn) = (self.draw(), self.draw(), self.draw());
        let delivery = self.state(move |state| state.order_send(order, nonce, seed, drawn)).await?;
        self.inner.work.notify_one();
        Ok(DeliveryId(delivery.to_string()))
    }
}

impl State {
    pub(super) fn picked(&self, tokens: &[Token]) -> Result<Vec<(Token, Pick)>, Fault> {
        let pick = |token: &Token| Some((token.clone(), self.picks.find(token)?.clone()));
        tokens.iter().map(|token| pick(token).ok_or(Fault::TokenGone)).collect()
    }

    fn order_send(
        &mut self,
        order: SendOrder,
        nonce: [u8; 32],
        seed: [u8; 32],
        drawn: [u8; 32],
    ) -> Result<ScopeId, Fault> {
        if order.tokens.is_empty() || order.recipients.is_empty() || !(1..=MOST_DAYS).contains(&order.expires_days) {
            return Err(Fault::Usage("发送需要文件、收件人和 1 到 365 天的有效期".to_owned()));
        }
        let mut to: Vec<Chosen> = Vec::with_capacity(order.recipients.len());
        for recipient in &order.recipients {
            let chosen = picker::parse(recipient)?;
            // Who is named twice is one recipient.
            if !to.contains(&chosen) {
                to.push(chosen);
            }
        }
        let facts = self.facts()?;
        if self.removed() {
            return Err(Fault::Removed);
        }
        let nonce = Nonce::from_bytes(nonce);
        let delivery = ScopeId::delivery(&facts.root.realm, &facts.department, &nonce);
        let picks = self.picked(&order.tokens)?;
        let mut batch = Vec::new();
        let sources = picks.into_iter().map(|(_, pick)| keep(pick, &mut batch)).collect();
        let job = SendJob {
            delivery,
            nonce,
            sources,
            title: Text::<128>::lenient(&order.title).to_string(),
            note: Text::<2000>::lenient(&order.note).to_string(),
            to,
            not_after: self.now().date().plus_days(u64::from(order.expires_days)).end(),
            seed: hex::encode(seed),
            signed: None,
            sent_bytes: 0,
        };
        let job = self.new_job(drawn, JobKind::Send(job));
        self.order(job, batch)?;
        order.tokens.iter().for_each(|token| self.picks.drop(token));
        Ok(delivery)
    }
}

/// What was picked as a source of a job; a picture goes into the encrypted store with the order.
pub(super) fn keep(pick: Pick, batch: &mut Vec<Write>) -> Source {
    match pick {
        Pick::Path(path) => Source::Path(path),
        Pick::Picture { name, bytes } => {
            let row = format!("picture {}", ObjectId::of(&bytes));
            let length = bytes.len() as u64;
            batch.push(Write::Put { table: Table::Object, key: row.clone().into_bytes(), value: bytes.to_vec() });
            Source::Kept { name, row, bytes: length }
        }
    }
}

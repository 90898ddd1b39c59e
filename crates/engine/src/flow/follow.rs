//! Following the platform: read the feed, fetch what statements need to be judged, open what arrived, wait for more.

use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jixiang_contract::Place as Screen;
use jixiang_model::{DepartmentId, ScopeId, UnixMillis};
use jixiang_statement::payload::ListRef;

use crate::engine::Engine;
use crate::fault::{Fault, of_object, of_remote};
use crate::port::{FeedPage, Problem, RemoteError, Shown, Table, Write};
use crate::state::{State, Taken};
use crate::trust::Wants;

/// How long one question for more may wait for its answer.
const WAIT: Duration = Duration::from_secs(25);
/// The clocks may differ by so much, in milliseconds, before a person is told.
pub(crate) const SKEW: i64 = 10 * 60 * 1000;
const MOST_PAGES: usize = 10_000;
/// Scopes that are asked for at once.
const AT_ONCE: usize = 8;

impl Engine {
    /// Follows the platform for as long as the engine lives. Failures are waited out; the longest pause is a minute.
    pub(crate) async fn follow(self) {
        let mut backoff = jixiang_transfer::Backoff::default();
        // Whether something is left to do that the platform need not be waited for.
        let mut left = false;
        loop {
            let signed_in = self.state(|state| state.facts.is_some()).await;
            if !signed_in {
                self.inner.look.notified().await;
                continue;
            }
            let wait = if backoff.failures() == 0 && !left { WAIT } else { Duration::ZERO };
            match self.follow_once(wait).await {
                Ok(more) => {
                    left = more;
                    if backoff.failures() > 0 {
                        // The platform is back: transfers go on now and not when their own pause is over.
                        self.inner.retry.notify_waiters();
                    }
                    backoff.handle_success();
                }
                Err(fault) => {
                    tracing::info!(code = fault.view_now().code.as_str(), "the feed could not be read");
                    let pause = backoff.handle_failure(fault.retry_after(), &mut *self.random());
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        () = self.inner.look.notified() => {}
                    }
                }
            }
        }
    }

    /// Reads one page, waiting for it, and everything it needs. Columns of the catalogue, which may be many, are read
    /// between the pages; answers whether there are more.
    async fn follow_once(&self, wait: Duration) -> Result<bool, Fault> {
        self.hand_in_enrolment().await?;
        let waiting = self.state(|state| state.synced.is_some()).await;
        let wait = if waiting { wait } else { Duration::ZERO };
        tokio::select! {
            page = self.page(wait) => {
                let digested = self.digest(page?).await.map(|_| ());
                self.on_record(digested).await?;
            }
            () = self.inner.look.notified() => self.read_feed().await?,
        }
        Ok(self.read_some_columns().await)
    }

    /// Reads the feed to its end, opens what arrived, and fetches all columns of the catalogue that are not here.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the platform cannot be reached or something cannot be written down.
    pub async fn catch_up(&self) -> Result<(), Fault> {
        self.read_feed().await?;
        while self.read_some_columns().await {}
        Ok(())
    }

    /// Reads the feed to its end and opens what arrived.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the platform cannot be reached or something cannot be written down.
    pub(crate) async fn read_feed(&self) -> Result<(), Fault> {
        let read = self.read_to_end().await;
        self.on_record(read).await
    }

    /// Damage that stopped the reading goes on record, whichever check found it.
    async fn on_record(&self, read: Result<(), Fault>) -> Result<(), Fault> {
        if let Err(Fault::Integrity(check)) = &read {
            let check = check.clone();
            self.state(move |state| state.note_event(None, &check)).await;
        }
        read
    }

    async fn read_to_end(&self) -> Result<(), Fault> {
        self.hand_in_enrolment().await?;
        // Somebody asks anew: a cover that did not agree may agree now.
        self.state(|state| state.spoiled.clear()).await;
        let mut page = self.page(Duration::ZERO).await?;
        for _ in 0..MOST_PAGES {
            let (next, more) = (page.next, page.more);
            // While a page is verified, the next one is on its way.
            let following = async { if more { Some(self.page_after(next, Duration::ZERO).await) } else { None } };
            let (digested, following) = tokio::join!(self.digest(page), following);
            if !digested? {
                return Ok(());
            }
            let moved = self.state(move |state| state.cursor == next).await;
            page = match following.filter(|_| moved) {
                Some(following) => following?,
                None => self.page(Duration::ZERO).await?,
            };
        }
        Err(Fault::Remote(RemoteError::Fault("the feed does not end".to_owned())))
    }

    async fn page(&self, wait: Duration) -> Result<FeedPage, Fault> {
        let cursor = self.state(|state| state.cursor).await;
        self.page_after(cursor, wait).await
    }

    async fn page_after(&self, cursor: u64, wait: Duration) -> Result<FeedPage, Fault> {
        let page = self.remote().feed(cursor, wait).await;
        let over = matches!(page, Err(RemoteError::Problem(Problem::SignedOut)));
        let online = !over && !matches!(page, Err(RemoteError::Offline(_)));
        self.state(move |state| {
            state.connected(online);
            if online || over {
                state.session_over(over);
            }
        })
        .await;
        page.map_err(of_remote)
    }

    /// Takes a page. Answers whether there is more to read at once.
    async fn digest(&self, page: FeedPage) -> Result<bool, Fault> {
        let FeedPage { rows, next, more, clock } = page;
        let seen = self.state(move |state| {
            if let Some(clock) = clock {
                state.skew = i64::try_from(clock.0).ok().zip(i64::try_from(state.now().0).ok()).map(|(p, n)| p - n);
            }
            state.take_feed(rows, next)
        });
        seen.await?;
        self.settle().await?;
        self.state(move |state| {
            // What waited was judged, so the cursor may move.
            state.take_feed(Vec::new(), next)
        })
        .await?;
        if more {
            return Ok(true);
        }
        self.thaw().await?;
        self.fill_gaps().await?;
        self.open_epochs_once().await?;
        self.open_covers().await;
        self.index_catalogue().await;
        self.tell_matters().await;
        self.inner.newer.notify_one();
        self.state(|state| {
            let first = state.synced.is_none();
            state.synced = Some(state.now());
            if first {
                state.changed(&[Screen::Desk, Screen::Home, Screen::Inbox]);
            }
        })
        .await;
        Ok(false)
    }

    /// Fetches what statements wait for, until all are judged or nothing new is to be had.
    pub(crate) async fn settle(&self) -> Result<(), Fault> {
        for _ in 0..16 {
            let wants = self.state(|state| state.ledger().map(|ledger| ledger.wants().clone())).await?;
            if wants.is_empty() {
                break;
            }
            let before = wants.clone();
            self.fetch_wanted(wants).await?;
            let still = self.state(|state| state.ledger().map(|ledger| ledger.wants().clone())).await?;
            if still == before {
                self.state(State::refuse_waiting).await?;
                break;
            }
        }
        let wanted = self.state(|state| {
            let realm = ScopeId::realm(&state.facts()?.root.realm);
            let list = state.ledger()?.wanted_directory().filter(|_| !state.spoiled.contains_key(&realm));
            Ok::<_, Fault>(list.map(|list| (realm, list)))
        });
        match wanted.await? {
            Some((realm, list)) => self.fetch_directory(realm, list).await,
            None => Ok(()),
        }
    }

    /// Opens the department's epochs. One that does not agree is on record, is not tried again by itself, and holds up no
    /// delivery that is sealed to this PC.
    async fn open_epochs_once(&self) -> Result<(), Fault> {
        let own = self.state(|state| Ok::<_, Fault>(ScopeId::department(&state.facts()?.department))).await?;
        if self.state(move |state| state.spoiled.contains_key(&own)).await {
            return Ok(());
        }
        match self.open_own_epochs().await {
            Err(Fault::Integrity(check)) => {
                self.state(move |state| state.spoil(own, &check)).await;
                Ok(())
            }
            other => other,
        }
    }

    /// Looks whether the root has recovered the chains for which statements wait.
    async fn thaw(&self) -> Result<(), Fault> {
        let frozen = self.state(|state| state.ledger().map(|ledger| ledger.frozen())).await?;
        for department in frozen {
            self.read_chain(department).await?;
        }
        Ok(())
    }

    /// Asks anew for scopes of which something was not shown that the rest follows or names. It counts when it is there.
    async fn fill_gaps(&self) -> Result<(), Fault> {
        let gaps = self.state(|state| state.ledger().map(|ledger| ledger.gaps().clone())).await?;
        for scope in gaps {
            self.read_and_take(scope).await?;
            self.settle().await?;
        }
        Ok(())
    }

    async fn fetch_wanted(&self, wants: Wants) -> Result<(), Fault> {
        let chains = wants.departments.iter().map(ScopeId::department);
        let read = stream::iter(chains.chain(wants.threads)).map(|scope| self.read_scope(scope));
        let shown: Vec<Vec<Shown>> = read.buffered(AT_ONCE).try_collect().await?;
        self.take_shown(shown.into_iter().flatten().collect()).await?;
        for (hash, bytes) in wants.lists {
            let object = self.remote().get(hash, bytes).await.map_err(of_object)?;
            self.state(move |state| {
                let key = [b"list".as_slice(), hash.as_bytes()].concat();
                state.store.commit(&[Write::Put { table: Table::Object, key, value: object.to_vec() }])?;
                state.ledger.as_mut().ok_or(Fault::SignedOut)?.remember_list(&object);
                state.take_statements(Vec::new(), Vec::new()).map(|_| ())
            })
            .await?;
        }
        Ok(())
    }

    /// Reads a department's chain as far as the platform shows it, and verifies it.
    pub(crate) async fn read_chain(&self, department: DepartmentId) -> Result<Taken, Fault> {
        self.read_and_take(ScopeId::department(&department)).await
    }

    /// Reads a scope as far as the platform shows it, and verifies it.
    pub(crate) async fn read_and_take(&self, scope: ScopeId) -> Result<Taken, Fault> {
        let shown = self.read_scope(scope).await?;
        self.take_shown(shown).await
    }

    async fn take_shown(&self, statements: Vec<Shown>) -> Result<Taken, Fault> {
        let unknown = UnixMillis(0);
        self.state(move |state| {
            let ledger = state.ledger.as_mut().ok_or(Fault::SignedOut)?;
            ledger.offer(statements.iter().flat_map(|shown| shown.named.iter().map(|bytes| bytes.to_vec())));
            let statements = statements.into_iter().map(|shown| (shown.bytes.to_vec(), unknown)).collect();
            state.take_statements(statements, Vec::new())
        })
        .await
    }

    pub(crate) async fn read_scope(&self, scope: ScopeId) -> Result<Vec<Shown>, Fault> {
        let mut statements = Vec::new();
        let mut after = 0;
        for _ in 0..MOST_PAGES {
            let page = match self.remote().scope(scope, after).await.map_err(of_remote) {
                Ok(page) => page,
                Err(Fault::NotFound) => return Ok(statements),
                Err(fault) => return Err(fault),
            };
            statements.extend(page.statements);
            if !page.more || page.next <= after {
                return Ok(statements);
            }
            after = page.next;
        }
        Err(Fault::Remote(RemoteError::Fault("the scope does not end".to_owned())))
    }

    /// Fetches the directory list that the registrar signed. One that does not agree is on record and not used; it only
    /// names people for the picker, and what arrives is judged without it.
    async fn fetch_directory(&self, realm: ScopeId, list: ListRef) -> Result<(), Fault> {
        let bytes = match self.remote().get(list.hash, list.bytes).await.map_err(of_object) {
            Err(Fault::Integrity(check)) => {
                self.state(move |state| state.spoil(realm, &check)).await;
                return Ok(());
            }
            got => got?,
        };
        self.state(move |state| {
            if state.ledger.as_mut().ok_or(Fault::SignedOut)?.take_directory(&bytes).is_err() {
                state.spoil(realm, "directory");
                return Ok(());
            }
            let key = list.hash.as_bytes().to_vec();
            state.store.commit(&[Write::Put { table: Table::Object, key, value: bytes.to_vec() }])?;
            state.changed(&[Screen::Desk]);
            Ok(())
        })
        .await
    }
}

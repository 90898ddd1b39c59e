//! Signing in: the root is checked before anything else, keys are made and written down before they are shown to anyone.

use jixiang_contract::Place as Screen;
use jixiang_model::{PersonId, RealmId, Suite};
use jixiang_seal::to_key::Opens as _;
use jixiang_seal::wrap::{DeviceKeys, wrap_device};
use jixiang_seal::{DevicePrivateKey, SigningSeed};
use jixiang_statement::payload::{Enrolment, EnrolmentPayload};
use jixiang_statement::{Base64, SigningKey, Text};

use crate::engine::Engine;
use crate::fault::{Fault, of_remote};
use crate::port::{Problem, RealmFacts, RemoteError, Session, Staff, Table};
use crate::record::{self, Device, Facts, Ground, PinnedRoot, home_key};
use crate::state;

impl Engine {
    /// The desks of a demo platform; none elsewhere.
    pub(crate) async fn demo_staff(&self) -> Result<Vec<Staff>, Fault> {
        if self.inner.config.root.is_some() {
            return Ok(Vec::new());
        }
        self.remote().demo_staff().await.map_err(of_remote)
    }

    /// Signs in. On the demo platform as a member of its staff; a home belongs to the first person who signs in, who need not
    /// be named again.
    ///
    /// # Errors
    ///
    /// [`Fault`]; nothing is trusted or written down when the root is another than the pinned one.
    pub async fn sign_in_as(&self, staff: Option<PersonId>) -> Result<(), Fault> {
        let platform = self.inner.config.platform.clone().ok_or(Fault::PolicyMissing)?;
        let realm = self.remote().realm().await.map_err(of_remote)?;
        let known = self.state(|state| state.facts.clone()).await;
        let root = self.pin(&realm, known.as_ref().map(|facts| facts.root.clone()))?;
        let owner = known.map(|facts| facts.person);
        let staff = staff.or_else(|| owner.clone()).ok_or(Fault::SignInRefused)?;
        if owner.is_some_and(|owner| owner != staff) {
            return Err(Fault::SignInRefused);
        }
        let session = self.remote().demo_sign_in(&staff).await.map_err(|error| {
            let no = matches!(error, RemoteError::Problem(Problem::Absent | Problem::Refused(_) | Problem::SignedOut));
            if no { Fault::SignInRefused } else { of_remote(error) }
        })?;
        if session.account.person != staff {
            // Keys would be made, and shown to an admin, in somebody else's name.
            return Err(Fault::SignInRefused);
        }
        self.remote().use_session(Some(&session));
        self.settle_in(platform, root, &session).await?;
        self.hand_in_enrolment().await?;
        self.state(|state| state.changed(&[Screen::Desk, Screen::Settings, Screen::Home])).await;
        Ok(())
    }

    /// The root that counts: the pinned one, the policy's, or for a new demo home the platform's own word.
    fn pin(&self, realm: &RealmFacts, known: Option<PinnedRoot>) -> Result<PinnedRoot, Fault> {
        let policy = self.inner.config.root.as_ref();
        let root = match (known, policy) {
            (Some(known), Some(policy))
                if known.root != hex::encode(policy.key) || known.instance != policy.instance =>
            {
                return Err(Fault::RootMismatch);
            }
            (Some(known), _) => known,
            (None, Some(policy)) => PinnedRoot {
                realm: RealmId::derive(&policy.key, &policy.instance),
                instance: policy.instance.clone(),
                root: hex::encode(policy.key),
                ground: Ground::Real,
            },
            (None, None) => {
                let key = realm.demo_root.ok_or(Fault::PolicyMissing)?;
                PinnedRoot {
                    realm: RealmId::derive(&key, &realm.instance),
                    instance: realm.instance.clone(),
                    root: hex::encode(key),
                    ground: Ground::Demo,
                }
            }
        };
        if root.realm == realm.realm { Ok(root) } else { Err(Fault::RootMismatch) }
    }

    /// Writes down whose home it is and makes the keys of this PC, once.
    async fn settle_in(&self, platform: String, root: PinnedRoot, session: &Session) -> Result<(), Fault> {
        let account = session.account.clone();
        let text = |text: &str| Text::<128>::lenient(text).to_string();
        let facts = Facts {
            platform,
            root,
            person: account.person,
            department: account.department,
            department_name: text(&account.department_name),
            name: text(&account.name),
            post: text(&account.post),
            token: session.token.clone(),
        };
        let fresh = self.make_device(&facts);
        let wrap = self.inner.wrap.clone();
        self.state(move |state| {
            if let Some(known) = &state.facts
                && (known.person != facts.person || known.department != facts.department)
            {
                return Err(Fault::SignInRefused);
            }
            let device = state.device.clone().unwrap_or(fresh);
            let device_row = record::put(Table::Meta, home_key::DEVICE, &device);
            // A platform may have led the cursor past what it never showed: whoever signs in reads everything again.
            let cursor = record::put(Table::Meta, home_key::CURSOR, &(record::VERSION, 0_u64));
            state.store.commit(&[record::put(Table::Meta, home_key::FACTS, &facts), device_row, cursor])?;
            state.cursor = 0;
            if state.ledger.is_none() {
                state.ledger = Some(state::ledger(&*state.store, &facts.root)?);
            }
            state.secrets = Some(state::secrets(&*state.store, &facts, &device, &wrap)?);
            state.device = Some(device);
            state.facts = Some(facts);
            state.session_over(false);
            Ok(())
        })
        .await
    }

    fn make_device(&self, facts: &Facts) -> Device {
        let mut random = self.random();
        let keys =
            DeviceKeys { signing: SigningSeed::draw(&mut *random), sealing: DevicePrivateKey::draw(&mut *random) };
        let sign = SigningKey::from_seed(keys.signing.as_bytes());
        let payload = EnrolmentPayload {
            realm: facts.root.realm,
            suite: Suite::One,
            department: facts.department,
            person: facts.person.clone(),
            sign: Base64(sign.public().to_bytes().to_vec()),
            seal: Base64(keys.sealing.public().to_bytes()),
        };
        let enrolment = Enrolment::sign(&payload, &sign);
        let id = sign.public().device();
        let wrapped = wrap_device(&self.inner.wrap, &facts.root.realm, Suite::One, &id, &keys);
        Device {
            id,
            wrapped: hex::encode(wrapped),
            enrolment: hex::encode(enrolment.bytes()),
            made: self.inner.ports.clock.now(),
        }
    }

    /// Hands in the enrolment of this PC until its department has admitted it. Safe to repeat.
    pub(crate) async fn hand_in_enrolment(&self) -> Result<(), Fault> {
        let enrolment = self
            .state(|state| {
                let admitted = state.admitted();
                state.device.as_ref().filter(|_| !admitted).map(|device| device.enrolment.clone())
            })
            .await;
        let Some(enrolment) = enrolment else {
            return Ok(());
        };
        let bytes = hex::decode(enrolment).map_err(|_| Fault::Internal("enrolment".to_owned()))?;
        let handed_in = self.remote().enrol(bytes.into()).await.map_err(of_remote);
        if handed_in == Err(Fault::SignedOut) {
            self.state(|state| state.session_over(true)).await;
        }
        handed_in
    }
}

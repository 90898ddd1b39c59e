//! The settings page: keys of this PC, network, cache, display.

use std::time::Duration;

use jixiang_contract::{
    ByteCount, CacheView, DepartmentKeysView, DeviceView, KeyStore, Lock, Millis, PlatformView, RootView, SettingsView,
    Stamp,
};
use jixiang_model::{Role, Roles};

use super::card::short;
use crate::engine::Config;
use crate::fault::Fault;
use crate::record::Ground;
use crate::state::State;

/// Groups of four, for reading aloud.
fn grouped(text: &str) -> String {
    let chars: Vec<char> = text.to_uppercase().chars().take(32).collect();
    chars.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

impl State {
    /// Everything on the settings page.
    pub(crate) fn settings_view(
        &self,
        config: &Config,
        downloads: &std::path::Path,
        round_trip: Option<Duration>,
        kept: u64,
    ) -> Result<SettingsView, Fault> {
        let facts = self.facts()?;
        let device = self.device.as_ref().ok_or(Fault::SignedOut)?;
        let pinned = match facts.root.ground {
            Ground::Real => Lock::Administrator,
            Ground::Demo => Lock::Free,
        };
        Ok(SettingsView {
            device: DeviceView {
                name: config.machine.clone(),
                fingerprint: grouped(&device.id.to_string()),
                admitted: Stamp(self.admitted_at().unwrap_or(device.made.0)),
                store: if config.key_file { KeyStore::File } else { KeyStore::System },
            },
            department: self.department_keys(),
            root: RootView { fingerprint: grouped(&facts.root.root), lock: pinned },
            platform: PlatformView {
                address: facts.platform.clone(),
                lock: pinned,
                connection: self.connection,
                round_trip: round_trip.and_then(|time| u64::try_from(time.as_millis()).ok()).map(Millis),
            },
            rate: self.settings.rate,
            cache: CacheView { used: ByteCount(kept), limit: self.settings.cache_limit },
            downloads: short(downloads),
            downloads_lock: if config.downloads_by_policy.is_some() { Lock::Administrator } else { Lock::Free },
            display: self.settings.display,
            version: config.version.clone(),
        })
    }

    fn department_keys(&self) -> DepartmentKeysView {
        let chain = self.own_chain();
        let people = Roles::of(&[Role::Staff, Role::Head]);
        let devices = chain.map_or(0, |chain| chain.members().filter(|m| m.roles().meets(people)).count());
        DepartmentKeysView {
            epoch: chain.map_or(0, |chain| chain.epoch().number),
            since: Stamp(chain.and_then(|chain| self.statement_time(&chain.epoch().started)).unwrap_or(0)),
            devices: u32::try_from(devices).unwrap_or(u32::MAX),
            admins: self.key_admins(),
        }
    }

    /// When this PC was admitted, as the admitting device said.
    fn admitted_at(&self) -> Option<u64> {
        let own = self.device.as_ref()?.id;
        let added = self.own_chain()?.member(&own)?.admitted;
        self.statement_time(&added)
    }

    /// The time that a statement of this department's chain claims.
    pub(super) fn statement_time(&self, id: &jixiang_model::StatementId) -> Option<u64> {
        let chain = self.own_chain()?;
        let place = chain.line().position(id)?;
        let scope = jixiang_model::ScopeId::department(chain.id());
        let key = crate::record::statement_key(&scope, place);
        let row = self.store.read(crate::port::Table::Statement, &key).ok()??;
        let signed = jixiang_statement::Signed::parse(row.get(8..)?).ok()?;
        Some(signed.header().time.0)
    }
}

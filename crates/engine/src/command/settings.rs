//! The settings page and the diagnosis file.

use std::path::PathBuf;

use jixiang_contract::{Place as Screen, SettingChange, SettingsView};

use crate::engine::Engine;
use crate::fault::Fault;
use crate::port::Table;
use crate::record::{self, Settings, home_key};
use crate::state::State;

impl Engine {
    /// The settings page.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn settings(&self) -> Result<SettingsView, Fault> {
        let round_trip = self.remote().round_trip();
        let kept = self.kept_bytes().await?;
        let engine = self.clone();
        self.state(move |state| {
            let downloads = engine.downloads(state);
            state.settings_view(&engine.inner.config, &downloads, round_trip, kept)
        })
        .await
    }

    /// Changes one setting.
    ///
    /// # Errors
    ///
    /// [`Fault`].
    pub async fn change_setting(&self, change: SettingChange) -> Result<SettingsView, Fault> {
        self.state(move |state| state.change_setting(change)).await?;
        self.trim_cache().await;
        self.keep_pace().await;
        self.settings().await
    }

    /// The text of the diagnosis file: ids, counts and codes only.
    ///
    /// # Errors
    ///
    /// [`Fault`] when the store cannot be read.
    pub async fn diagnosis(&self) -> Result<String, Fault> {
        let engine = self.clone();
        self.state(move |state| state.diagnosis(&engine.inner.config)).await
    }

    /// Sets the folder for received files.
    ///
    /// # Errors
    ///
    /// [`Fault::Locked`] when the administrator set it.
    pub async fn choose_downloads(&self, folder: PathBuf) -> Result<SettingsView, Fault> {
        if self.inner.config.downloads_by_policy.is_some() {
            return Err(Fault::Locked);
        }
        self.state(move |state| state.put_settings(Settings { downloads: Some(folder), ..state.settings.clone() }))
            .await?;
        self.settings().await
    }
}

impl State {
    fn change_setting(&mut self, change: SettingChange) -> Result<(), Fault> {
        let mut settings = self.settings.clone();
        match change {
            SettingChange::TextSize { value } => settings.display.text_size = value,
            SettingChange::Theme { value } => settings.display.theme = value,
            SettingChange::Language { value } => settings.display.language = value,
            SettingChange::Notices { value } => settings.display.notices = value,
            SettingChange::Rate { value } => settings.rate = value,
            SettingChange::CacheLimit { value } => settings.cache_limit = value,
        }
        self.put_settings(settings)
    }

    fn put_settings(&mut self, settings: Settings) -> Result<(), Fault> {
        self.store.commit(&[record::put(Table::Meta, home_key::SETTINGS, &settings)])?;
        self.settings = settings;
        self.changed(&[Screen::Desk, Screen::Settings]);
        Ok(())
    }
}
